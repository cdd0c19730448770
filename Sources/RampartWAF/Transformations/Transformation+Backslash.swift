extension Transformation {
  /// `jsDecode`: `\uHHHH` by its low byte, `\xHH`, up to three octal digits that fit a byte, `\n` and its like; `\`
  /// before anything else goes.
  static func decodeJavaScript(_ input: UnsafeRawBufferPointer, into sink: inout ByteSink) {
    decodeBackslashes(input, into: &sink) { position in
      let next = input[position + 1]
      if next == UInt8(ascii: "u"), HexDigits.areDigits(4, of: input, at: position + 2) {
        defer { position += 6 }
        return HexDigits.foldedCode(input, at: position + 2)
      }
      if next == UInt8(ascii: "x"), HexDigits.areDigits(2, of: input, at: position + 2) {
        defer { position += 4 }
        return HexDigits.pair(input, at: position + 2)
      }
      if ASCII.isOctalDigit(next) {
        return octal(input, at: &position, limit: next > UInt8(ascii: "3") ? 2 : 3)
      }
      position += 2
      return controlCharacter(next) ?? next
    }
  }

  /// `escapeSeqDecode`: the escapes of C. Three octal digits may exceed a byte and lose their high bit; `\` before
  /// anything else goes.
  static func decodeANSI(_ input: UnsafeRawBufferPointer, into sink: inout ByteSink) {
    decodeBackslashes(input, into: &sink) { position in
      let next = input[position + 1]
      if next | 0x20 == UInt8(ascii: "x"), HexDigits.areDigits(2, of: input, at: position + 2) {
        defer { position += 4 }
        return HexDigits.pair(input, at: position + 2)
      }
      if ASCII.isOctalDigit(next) { return octal(input, at: &position, limit: 3) }
      position += 2
      return controlCharacter(next) ?? next
    }
  }

  /// Copies what is not an escape; `decode` is called at a `\` that has a byte behind it, and moves over the escape.
  @inline(__always)
  private static func decodeBackslashes(
    _ input: UnsafeRawBufferPointer, into sink: inout ByteSink, decode: (_ position: inout Int) -> UInt8
  ) {
    var position = 0
    while position < input.count {
      let start = position
      position = ByteScan.first(ASCII.backslash, in: input, from: position)
      if position + 1 >= input.count { position = input.count }
      sink.append(input, start..<position)
      if position < input.count { sink.append(decode(&position)) }
    }
  }

  private static func octal(_ input: UnsafeRawBufferPointer, at position: inout Int, limit: Int) -> UInt8 {
    var value: UInt8 = 0
    position += 1
    let end = min(position + limit, input.count)
    while position < end, ASCII.isOctalDigit(input[position]) {
      value = value << 3 | (input[position] & 7)
      position += 1
    }
    return value
  }

  private static func controlCharacter(_ letter: UInt8) -> UInt8? {
    switch letter {
    case UInt8(ascii: "a"): 0x07
    case UInt8(ascii: "b"): 0x08
    case UInt8(ascii: "f"): 0x0C
    case UInt8(ascii: "n"): 0x0A
    case UInt8(ascii: "r"): 0x0D
    case UInt8(ascii: "t"): 0x09
    case UInt8(ascii: "v"): 0x0B
    default: nil
    }
  }
}
