extension Transformation {
  /// `urlDecode` and `urlDecodeUni`: `%HH`, and `+` for a space; with `unicode` also `%uHHHH` by its low byte. What is
  /// no valid escape stays.
  static func decodeURL(_ input: UnsafeRawBufferPointer, unicode: Bool, into sink: inout ByteSink) {
    var position = 0
    while position < input.count {
      let start = position
      position = ByteScan.first(ASCII.percent, or: ASCII.plus, in: input, from: start)
      sink.append(input, start..<position)
      guard position < input.count else { return }
      if input[position] == ASCII.plus {
        sink.append(ASCII.space)
        position += 1
      } else if HexDigits.areDigits(2, of: input, at: position + 1) {
        sink.append(HexDigits.pair(input, at: position + 1))
        position += 3
      } else if unicode, position + 1 < input.count, input[position + 1] | 0x20 == UInt8(ascii: "u"),
        HexDigits.areDigits(4, of: input, at: position + 2)
      {
        sink.append(HexDigits.foldedCode(input, at: position + 2))
        position += 6
      } else {
        sink.append(ASCII.percent)
        position += 1
      }
    }
  }

  /// `urlEncode`: only letters, digits and `*` stay.
  static func encodeURL(_ input: UnsafeRawBufferPointer, into sink: inout ByteSink) {
    for byte in input {
      if ASCII.isLetter(byte) || ASCII.isDigit(byte) || byte == ASCII.asterisk {
        sink.append(byte)
      } else if byte == ASCII.space {
        sink.append(ASCII.plus)
      } else {
        sink.append(ASCII.percent)
        sink.appendHex(byte)
      }
    }
  }
}
