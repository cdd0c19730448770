/// The part of a cluster that a key belongs to (Redis cluster specification, "Key distribution model").
enum ClusterSlot {
  static let count = 16_384

  /// CRC-16/XMODEM of the key, or of what stands in its first pair of braces, so that keys can be kept together.
  static func of(_ key: String) -> Int {
    let bytes = Array(key.utf8)
    guard let open = bytes.firstIndex(of: UInt8(ascii: "{")),
      let close = bytes[(open + 1)...].firstIndex(of: UInt8(ascii: "}")), close > open + 1
    else { return Int(checksum(bytes[...])) % count }
    return Int(checksum(bytes[(open + 1)..<close])) % count
  }

  private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt16 {
    var sum: UInt16 = 0
    for byte in bytes {
      sum ^= UInt16(byte) << 8
      for _ in 0..<8 { sum = sum & 0x8000 == 0 ? sum << 1 : sum << 1 ^ 0x1021 }
    }
    return sum
  }
}
