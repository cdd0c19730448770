/// A block of addresses in CIDR notation (RFC 4632, RFC 4291 2.3): `10.0.0.0/8`, `2001:db8::/32`, `192.0.2.1`.
public struct AddressBlock: Sendable, Hashable, CustomStringConvertible {
  /// The first address.
  public let base: IPAddress
  /// The number of leading bits that members share.
  public let prefixLength: Int

  /// Parses a block; nil where it is malformed or has bits set behind its prefix, which is nearly always a mistake.
  public init?(_ text: String) {
    self.init(around: text)
    guard IPAddress(text.prefix { $0 != "/" }) == base else { return nil }
  }

  /// The block that an address with a prefix length lies in: 10.0.0.0/8 for `10.1.2.3/8`.
  package init?(around text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let address = IPAddress(parts[0]) else { return nil }
    let width = address.family == .v4 ? 32 : 128
    if parts.count == 2 {
      guard let length = Int(parts[1]), String(length) == parts[1], (0...width).contains(length) else { return nil }
      self.prefixLength = length
    } else {
      self.prefixLength = width
    }
    self.base = address.masked(by: Self.mask(prefixLength, of: address.family))
  }

  /// Whether `address` lies in the block.
  public func contains(_ address: IPAddress) -> Bool {
    address.family == base.family && address.bits & Self.mask(prefixLength, of: base.family) == base.bits
  }

  /// CIDR notation.
  public var description: String { "\(base)/\(prefixLength)" }

  private static func mask(_ prefixLength: Int, of family: IPAddress.Family) -> UInt128 {
    let width = family == .v4 ? 32 : 128
    let all = family == .v4 ? UInt128(UInt32.max) : UInt128.max
    return prefixLength == 0 ? 0 : all & (all << UInt128(width - prefixLength))
  }
}
