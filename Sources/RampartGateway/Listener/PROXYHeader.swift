import NIOCore
import RampartCore

/// The header with which an L4 balancer says who the client is (the PROXY protocol, versions 1 and 2).
enum PROXYHeader {
  enum Result: Equatable {
    case needsMore
    /// `client` is nil for the balancer's own connections (`UNKNOWN`, `LOCAL`) and for families without addresses.
    case complete(client: IPAddress?, length: Int)
    case malformed
  }

  private static let signature: [UInt8] = [
    0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A,
  ]
  private static let maximumV1 = 107
  private static let maximumV2 = 16 + 4096

  static func parse(_ bytes: UnsafeRawBufferPointer) -> Result {
    let prefix = min(bytes.count, signature.count)
    if bytes.prefix(prefix).elementsEqual(signature.prefix(prefix)) {
      return prefix < signature.count ? .needsMore : parseV2(bytes)
    }
    let word = Array("PROXY ".utf8)
    let count = min(bytes.count, word.count)
    guard bytes.prefix(count).elementsEqual(word.prefix(count)) else { return .malformed }
    return parseV1(bytes)
  }

  private static func parseV1(_ bytes: UnsafeRawBufferPointer) -> Result {
    guard let end = bytes.prefix(maximumV1).firstIndex(of: 0x0A) else {
      return bytes.count >= maximumV1 ? .malformed : .needsMore
    }
    guard end > 0, bytes[end - 1] == 0x0D else { return .malformed }
    let line = String(decoding: bytes[..<(end - 1)], as: UTF8.self)
    let parts = Substring(line).parts(at: " ")
    if parts.count >= 2, parts[1] == "UNKNOWN" { return .complete(client: nil, length: end + 1) }
    guard parts.count == 6, parts[1] == "TCP4" || parts[1] == "TCP6", let client = IPAddress(parts[2]),
      IPAddress(parts[3]) != nil, isPort(parts[4]), isPort(parts[5]), parts[2].contains(":") == (parts[1] == "TCP6")
    else { return .malformed }
    return .complete(client: client, length: end + 1)
  }

  private static func isPort(_ text: Substring) -> Bool {
    Int(text).map { (0...65535).contains($0) && String($0) == text } ?? false
  }

  private static func parseV2(_ bytes: UnsafeRawBufferPointer) -> Result {
    guard bytes.count >= 16 else { return .needsMore }
    let length = 16 + (Int(bytes[14]) << 8 | Int(bytes[15]))
    guard bytes[12] >> 4 == 2, length <= maximumV2 else { return .malformed }
    guard bytes.count >= length else { return .needsMore }
    switch (bytes[12] & 15, bytes[13]) {
    case (0, _): return .complete(client: nil, length: length)
    case (1, 0x11):
      guard length >= 16 + 12 else { return .malformed }
      let bits = bytes[16..<20].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      return .complete(client: IPAddress(v4: bits), length: length)
    case (1, 0x21):
      guard length >= 16 + 36 else { return .malformed }
      let bits = bytes[16..<32].reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
      return .complete(client: IPAddress(v6: bits), length: length)
    case (1, _): return .complete(client: nil, length: length)
    default: return .malformed
    }
  }
}
