extension Transformation {
  /// `hexDecode`: two digits a byte, whatever they are; an odd one at the end is dropped.
  static func decodeHex(_ input: UnsafeRawBufferPointer, into sink: inout ByteSink) {
    var position = 0
    while position + 2 <= input.count {
      sink.append(HexDigits.pair(input, at: position))
      position += 2
    }
  }

  static func encodeHex(_ input: UnsafeRawBufferPointer, into sink: inout ByteSink) {
    for byte in input { sink.appendHex(byte) }
  }

  /// `sqlHexDecode`: `0x` and pairs of digits become the bytes they spell.
  ///
  /// As in ModSecurity, the value ends at its first NUL, the last byte is dropped unless it belongs to a number or
  /// follows one, the byte behind a number is copied whatever it is, and the result ends at its first NUL.
  static func decodeSQLHex(_ input: UnsafeRawBufferPointer, into sink: inout ByteSink) {
    var position = 0
    while position + 1 < input.count, input[position] != ASCII.nul {
      if isNumber(input, at: position) {
        position += 2
        while HexDigits.areDigits(2, of: input, at: position) {
          let byte = HexDigits.pair(input, at: position)
          if byte == ASCII.nul { return }
          sink.append(byte)
          position += 2
        }
      }
      guard position < input.count, input[position] != ASCII.nul else { return }
      sink.append(input[position])
      position += 1
    }
  }

  private static func isNumber(_ input: UnsafeRawBufferPointer, at position: Int) -> Bool {
    input[position] == ASCII.zero && input[position + 1] | 0x20 == UInt8(ascii: "x")
      && HexDigits.areDigits(2, of: input, at: position + 2)
  }
}

extension ByteSink {
  @inline(__always)
  mutating func appendHex(_ byte: UInt8) {
    append(HexDigits.lowerCase.utf8Start[Int(byte >> 4)])
    append(HexDigits.lowerCase.utf8Start[Int(byte & 0xF)])
  }
}
