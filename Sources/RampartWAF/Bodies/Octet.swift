/// Classes of bytes as the C library has them in its plain locale.
enum Octet {
  static let tab = UInt8(0x09)
  static let lineFeed = UInt8(0x0A)
  static let carriageReturn = UInt8(0x0D)
  static let space = UInt8(0x20)

  @inline(__always)
  static func isSpace(_ byte: UInt8) -> Bool {
    byte == space || byte &- 0x09 < 5
  }

  @inline(__always)
  static func isDigit(_ byte: UInt8) -> Bool {
    byte &- 0x30 < 10
  }

  @inline(__always)
  static func isLetter(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 0x61 < 26
  }

  @inline(__always)
  static func lowercased(_ byte: UInt8) -> UInt8 {
    byte &- 0x41 < 26 ? byte | 0x20 : byte
  }

  /// The value of a hexadecimal digit, or 16 and more for anything else.
  @inline(__always)
  static func hexadecimal(_ byte: UInt8) -> UInt8 {
    if isDigit(byte) { return byte &- 0x30 }
    let letter = (byte | 0x20) &- 0x61
    return letter < 6 ? letter + 10 : 0xFF
  }
}
