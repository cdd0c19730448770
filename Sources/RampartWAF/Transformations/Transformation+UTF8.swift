extension Transformation {
  /// `utf8toUnicode`: each sequence of two to four bytes becomes `%uHHHH`, with more digits where the number has them.
  ///
  /// As in ModSecurity, NUL goes; so does a first byte without its continuation, but for F5 to F7; the first byte of a
  /// form that is too long, or that spells half a surrogate pair, follows its number.
  static func spellOutUTF8(_ input: UnsafeRawBufferPointer, into sink: inout ByteSink) {
    var position = 0
    while position < input.count {
      let byte = input[position]
      switch byte {
      case 0x01...0xBF, 0xF8...0xFF:
        sink.append(byte)
        position += 1
      case 0xC0...0xF7:
        if byte >= 0xF5 { sink.append(byte) }
        position += spellOutSequence(input, at: position, into: &sink)
      default:
        position += 1
      }
    }
  }

  /// The number of bytes that are done with.
  private static func spellOutSequence(
    _ input: UnsafeRawBufferPointer, at start: Int, into sink: inout ByteSink
  ) -> Int {
    let lead = input[start]
    let count = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    guard start + count <= input.count else { return 1 }
    var code = UInt32(lead & (0x7F >> UInt8(count)))
    for offset in (start + 1)..<(start + count) {
      guard input[offset] & 0xC0 == 0x80 else { return 1 }
      code = code << 6 | UInt32(input[offset] & 0x3F)
    }
    sink.append("%u")
    appendDigits(code, into: &sink)
    if isTooLong(code, count) || code & 0xFFFF_F800 == 0xD800 { sink.append(lead) }
    return count
  }

  private static func isTooLong(_ code: UInt32, _ count: Int) -> Bool {
    switch count {
    case 2: code < 0x80
    case 3: code < 0x800
    default: code < 0x1_0000
    }
  }

  private static func appendDigits(_ code: UInt32, into sink: inout ByteSink) {
    var shift: UInt32 = code > 0xF_FFFF ? 20 : code > 0xFFFF ? 16 : 12
    while true {
      sink.append(HexDigits.lowerCase.utf8Start[Int(code >> shift & 0xF)])
      if shift == 0 { return }
      shift -= 4
    }
  }
}
