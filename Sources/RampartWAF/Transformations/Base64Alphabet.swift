/// The alphabet of RFC 4648, section 4.
enum Base64Alphabet {
  private static let characters: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

  /// The character of the lowest six bits.
  static func character(_ bits: UInt32) -> UInt8 {
    characters.utf8Start[Int(bits & 0x3F)]
  }

  static func value(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
    case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0") + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }

  /// Only the alphabet, ends of lines, spaces before them or at the end, and at most two `=` with nothing behind.
  static func isWellFormed(_ text: UnsafeRawBufferPointer) -> Bool {
    var padding = 0
    var position = 0
    while position < text.count {
      let start = position
      while position < text.count, text[position] == ASCII.space { position += 1 }
      if position == text.count { return true }
      let byte = text[position]
      if byte == 0x0D, position + 1 < text.count, text[position + 1] == ASCII.newline {
        position += 2
        continue
      }
      position += 1
      if byte == ASCII.newline { continue }
      if position - start > 1 { return false }
      if byte == ASCII.equals {
        padding += 1
        if padding > 2 { return false }
      } else if value(byte) == nil || padding > 0 {
        return false
      }
    }
    return true
  }

  /// Of a well-formed text.
  static func decodeGroups(_ text: UnsafeRawBufferPointer, into sink: inout ByteSink) {
    var group: UInt32 = 0
    var count = 0
    var padding = 0
    for byte in text {
      if byte == ASCII.equals {
        padding += 1
        group <<= 6
      } else if let value = value(byte) {
        group = group << 6 | UInt32(value)
      } else {
        continue
      }
      count += 1
      guard count == 4 else { continue }
      sink.append(UInt8(truncatingIfNeeded: group >> 16))
      if padding < 2 { sink.append(UInt8(truncatingIfNeeded: group >> 8)) }
      if padding < 1 { sink.append(UInt8(truncatingIfNeeded: group)) }
      count = 0
    }
  }
}
