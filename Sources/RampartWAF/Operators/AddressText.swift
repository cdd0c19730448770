import RampartCore

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Reads an address without making a string of it.
enum AddressText {
  // The longest text of an IPv6 address has 45 bytes.
  private static let longest = 45

  static func parse(_ text: UnsafeRawBufferPointer) -> IPAddress? {
    guard (2...longest).contains(text.count), !text.contains(0) else { return nil }
    let isV6 = text.contains(UInt8(ascii: ":"))
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: longest + 1) { buffer in
      for (index, byte) in text.enumerated() {
        buffer[index] = CChar(bitPattern: byte)
      }
      buffer[text.count] = 0
      return isV6 ? parseV6(buffer.baseAddress) : parseV4(buffer.baseAddress)
    }
  }

  private static func parseV4(_ text: UnsafePointer<CChar>?) -> IPAddress? {
    var address = in_addr()
    guard let text, inet_pton(AF_INET, text, &address) == 1 else { return nil }
    return IPAddress(v4: UInt32(bigEndian: address.s_addr))
  }

  private static func parseV6(_ text: UnsafePointer<CChar>?) -> IPAddress? {
    var address = in6_addr()
    guard let text, inet_pton(AF_INET6, text, &address) == 1 else { return nil }
    return withUnsafeBytes(of: address) { bytes in
      IPAddress(v6: bytes.reduce(0) { $0 << 8 | UInt128($1) })
    }
  }
}
