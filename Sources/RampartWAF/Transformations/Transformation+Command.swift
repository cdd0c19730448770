extension Transformation {
  /// `cmdLine`: what a shell ignores or takes for the same is made one. Quotes, `\` and `^` go; runs of white space,
  /// `,` and `;` become one space, none before `/` and `(`; letters become small.
  static func normalizeCommand(_ input: UnsafeRawBufferPointer, into sink: inout ByteSink) {
    var endsInSpace = false
    for byte in input {
      switch byte {
      case ASCII.quote, ASCII.apostrophe, ASCII.backslash, UInt8(ascii: "^"):
        continue
      case ASCII.space, UInt8(ascii: ","), ASCII.semicolon, 0x09, 0x0A, 0x0D:
        if !endsInSpace { sink.append(ASCII.space) }
        endsInSpace = true
      case ASCII.slash, UInt8(ascii: "("):
        if endsInSpace { sink.truncate(to: sink.count - 1) }
        sink.append(byte)
        endsInSpace = false
      default:
        sink.append(ASCII.lowercased(byte))
        endsInSpace = false
      }
    }
  }
}
