/// Hexadecimal digits as the escapes have them, upper or lower case.
enum HexDigits {
  static let lowerCase: StaticString = "0123456789abcdef"

  @inline(__always)
  static func isDigit(_ byte: UInt8) -> Bool {
    byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 6
  }

  /// Whether so many digits stand there.
  @inline(__always)
  static func areDigits(_ count: Int, of bytes: UnsafeRawBufferPointer, at start: Int) -> Bool {
    guard start + count <= bytes.count else { return false }
    for offset in start..<(start + count) where !isDigit(bytes[offset]) { return false }
    return true
  }

  /// The value of a digit. Other bytes get the number that ModSecurity's arithmetic gives them, which `hexDecode`
  /// shows.
  @inline(__always)
  static func value(_ byte: UInt8) -> UInt8 {
    byte >= 0x41 ? (byte & 0xDF) &- 0x41 &+ 10 : byte &- 0x30
  }

  @inline(__always)
  static func pair(_ bytes: UnsafeRawBufferPointer, at start: Int) -> UInt8 {
    value(bytes[start]) &* 16 &+ value(bytes[start + 1])
  }

  /// The low byte of a four digit code, moved to ASCII where the code is a full width form (FF01 to FF5E).
  @inline(__always)
  static func foldedCode(_ bytes: UnsafeRawBufferPointer, at start: Int) -> UInt8 {
    let low = pair(bytes, at: start + 2)
    let isFullWidth = bytes[start] | 0x20 == 0x66 && bytes[start + 1] | 0x20 == 0x66 && low > 0 && low < 0x5F
    return isFullWidth ? low + 0x20 : low
  }
}
