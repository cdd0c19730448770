extension Transformation {
  /// `base64Decode`: all or nothing. The text ends at a NUL; white space may stand before the end of a line only; what
  /// does not fill a group of four is dropped.
  static func decodeBase64(_ input: UnsafeRawBufferPointer, into sink: inout ByteSink) {
    let end = ByteScan.first(ASCII.nul, in: input, from: 0)
    let text = UnsafeRawBufferPointer(rebasing: input[..<end])
    if Base64Alphabet.isWellFormed(text) { Base64Alphabet.decodeGroups(text, into: &sink) }
  }

  /// `base64DecodeExt`: skips what is not of the alphabet. A text with padding after the first character of a group is
  /// refused as a whole.
  static func decodeBase64Forgivingly(_ input: UnsafeRawBufferPointer, into sink: inout ByteSink) {
    var pending: UInt8 = 0
    var position = 0
    var endsGroup = false
    for (offset, byte) in input.enumerated() {
      if byte == ASCII.equals {
        let isDoubled = offset + 1 < input.count && input[offset + 1] == ASCII.equals
        if !isDoubled && position == 1 { return sink.truncate(to: 0) }
        endsGroup = true
        continue
      }
      guard let value = Base64Alphabet.value(byte) else {
        endsGroup = false
        continue
      }
      // ModSecurity confuses the value of `9`, 61, with the padding's code, 0x3D.
      endsGroup = value == ASCII.equals
      if position > 0 { sink.append(pending | value >> (6 - 2 * UInt8(position))) }
      pending = value << (2 * UInt8(position + 1))
      position = (position + 1) & 3
    }
    if endsGroup && position == 1 { sink.truncate(to: 0) }
  }

  static func encodeBase64(_ input: UnsafeRawBufferPointer, into sink: inout ByteSink) {
    var position = 0
    while position < input.count {
      let count = min(3, input.count - position)
      var group = UInt32(input[position]) << 16
      if count > 1 { group |= UInt32(input[position + 1]) << 8 }
      if count > 2 { group |= UInt32(input[position + 2]) }
      sink.append(Base64Alphabet.character(group >> 18))
      sink.append(Base64Alphabet.character(group >> 12))
      sink.append(count > 1 ? Base64Alphabet.character(group >> 6) : ASCII.equals)
      sink.append(count > 2 ? Base64Alphabet.character(group) : ASCII.equals)
      position += 3
    }
  }
}
