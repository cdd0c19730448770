/// An IPv4 or IPv6 address as a number; IPv4-mapped IPv6 addresses are folded into IPv4 (RFC 4291, 2.5.5.2), so that
/// one client has one address whichever socket it came by.
public struct IPAddress: Sendable, Hashable {
  /// The family an address belongs to.
  public enum Family: Sendable, Hashable {
    /// 32 bits.
    case v4
    /// 128 bits.
    case v6
  }

  /// The family, after folding.
  public let family: Family
  /// The address in the low 32 or 128 bits.
  public let bits: UInt128

  /// An IPv4 address.
  public init(v4 bits: UInt32) {
    self.init(family: .v4, bits: UInt128(bits))
  }

  /// An IPv6 address, or the IPv4 address mapped into it.
  public init(v6 bits: UInt128) {
    if bits >> 32 == 0xFFFF {
      self.init(v4: UInt32(truncatingIfNeeded: bits))
    } else {
      self.init(family: .v6, bits: bits)
    }
  }

  private init(family: Family, bits: UInt128) {
    self.family = family
    self.bits = bits
  }

  func masked(by mask: UInt128) -> IPAddress {
    IPAddress(family: family, bits: bits & mask)
  }

  /// Parses dotted IPv4 (four decimal numbers, no leading zeros) or RFC 4291 IPv6 text, without brackets or zone.
  public init?(_ text: some StringProtocol) {
    let text = Array(text.utf8)
    if text.contains(UInt8(ascii: ":")) {
      guard let bits = Self.parseV6(text[...]) else { return nil }
      self.init(v6: bits)
    } else {
      guard let bits = Self.parseV4(text[...]) else { return nil }
      self.init(v4: bits)
    }
  }

  /// Whether the address is 127.0.0.0/8 or ::1.
  public var isLoopback: Bool {
    family == .v4 ? bits >> 24 == 127 : bits == 1
  }

  private static func parseV4(_ text: ArraySlice<UInt8>) -> UInt32? {
    let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var bits: UInt32 = 0
    for part in parts {
      guard (1...3).contains(part.count), part.allSatisfy({ (0x30...0x39).contains($0) }),
        part.count == 1 || part.first != 0x30
      else { return nil }
      let value = part.reduce(0) { $0 * 10 + UInt32($1 - 0x30) }
      guard value < 256 else { return nil }
      bits = bits << 8 | value
    }
    return bits
  }

  private static func parseV6(_ text: ArraySlice<UInt8>) -> UInt128? {
    guard text.count <= 45, let gap = doubleColon(in: text) else {
      let groups = parseGroups(text)
      return groups?.count == 8 ? join(groups ?? []) : nil
    }
    guard let head = parseGroups(text[..<gap], mayEndInV4: false), let tail = parseGroups(text[(gap + 2)...]),
      head.count + tail.count <= 7
    else { return nil }
    return join(head + Array(repeating: 0, count: 8 - head.count - tail.count) + tail)
  }

  private static func doubleColon(in text: ArraySlice<UInt8>) -> Int? {
    text.indices.dropLast().first { text[$0] == UInt8(ascii: ":") && text[$0 + 1] == UInt8(ascii: ":") }
  }

  private static func parseGroups(_ text: ArraySlice<UInt8>, mayEndInV4: Bool = true) -> [UInt16]? {
    if text.isEmpty { return [] }
    var groups: [UInt16] = []
    let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() {
      if mayEndInV4, index == parts.count - 1, part.contains(UInt8(ascii: ".")) {
        guard let v4 = parseV4(part) else { return nil }
        groups += [UInt16(v4 >> 16), UInt16(truncatingIfNeeded: v4)]
      } else {
        guard (1...4).contains(part.count), part.allSatisfy({ hexValue($0) != nil }) else { return nil }
        groups.append(part.reduce(0) { $0 << 4 | UInt16(hexValue($1) ?? 0) })
      }
    }
    return groups
  }

  private static func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
  }

  private static func join(_ groups: [UInt16]) -> UInt128 {
    groups.reduce(0) { $0 << 16 | UInt128($1) }
  }
}

extension IPAddress: CustomStringConvertible {
  /// Dotted decimal, or RFC 5952's canonical IPv6 text.
  public var description: String {
    switch family {
    case .v4:
      "\(bits >> 24 & 0xFF).\(bits >> 16 & 0xFF).\(bits >> 8 & 0xFF).\(bits & 0xFF)"
    case .v6:
      Self.canonicalV6((0..<8).map { UInt16(truncatingIfNeeded: bits >> UInt128(112 - 16 * $0)) })
    }
  }

  private static func canonicalV6(_ groups: [UInt16]) -> String {
    let hex = groups.map { String($0, radix: 16) }
    guard let gap = longestZeroRun(groups) else { return hex.joined(separator: ":") }
    return hex[..<gap.lowerBound].joined(separator: ":") + "::" + hex[gap.upperBound...].joined(separator: ":")
  }

  private static func longestZeroRun(_ groups: [UInt16]) -> Range<Int>? {
    var best: Range<Int>?
    var start = 0
    while start < groups.count {
      let end = groups[start...].firstIndex { $0 != 0 } ?? groups.count
      if end - start >= 2, end - start > best?.count ?? 0 { best = start..<end }
      start = end + 1
    }
    return best
  }
}
