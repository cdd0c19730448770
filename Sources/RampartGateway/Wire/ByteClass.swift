import NIOCore

/// The character classes of HTTP (RFC 9110, 5.6.2 and RFC 9112).
enum ByteClass {
  /// `tchar`.
  @inline(__always)
  static func isToken(_ byte: UInt8) -> Bool {
    let low: UInt64 = 0x03FF_6CFA_0000_0000
    let high: UInt64 = 0x57FF_FFFF_C7FF_FFFE
    guard byte < 0x80 else { return false }
    return (byte < 64 ? low : high) >> UInt64(byte & 63) & 1 == 1
  }

  /// `VCHAR`, `obs-text`, space and tab.
  @inline(__always)
  static func isFieldContent(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte != 0x7F || byte == 0x09
  }

  @inline(__always)
  static func isDigit(_ byte: UInt8) -> Bool {
    byte &- 0x30 < 10
  }

  @inline(__always)
  static func lowercase(_ byte: UInt8) -> UInt8 {
    byte &- 0x41 < 26 ? byte | 0x20 : byte
  }

  /// - Parameter lowercased: already lower case.
  @inline(__always)
  static func equals(_ bytes: UnsafeRawBufferPointer, lowercased: StaticString) -> Bool {
    guard bytes.count == lowercased.utf8CodeUnitCount else { return false }
    for index in 0..<bytes.count where lowercase(bytes[index]) != lowercased.utf8Start[index] { return false }
    return true
  }

  /// - Parameter lowercased: already lower case.
  static func equals(_ bytes: UnsafeRawBufferPointer, lowercased: UnsafeRawBufferPointer) -> Bool {
    bytes.count == lowercased.count && zip(bytes, lowercased).allSatisfy { lowercase($0) == $1 }
  }

  /// Without leading and trailing spaces and tabs.
  static func trimmed(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    var start = 0
    var end = bytes.count
    while start < end, bytes[start] == 0x20 || bytes[start] == 0x09 { start += 1 }
    while end > start, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { end -= 1 }
    return UnsafeRawBufferPointer(rebasing: bytes[start..<end])
  }

  /// The members of a comma-separated list (RFC 9110, 5.6.1), empty ones left out.
  static func forEachListMember(_ bytes: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void) {
    var start = 0
    for index in 0...bytes.count where index == bytes.count || bytes[index] == UInt8(ascii: ",") {
      let member = trimmed(UnsafeRawBufferPointer(rebasing: bytes[start..<index]))
      if !member.isEmpty { body(member) }
      start = index + 1
    }
  }
}
