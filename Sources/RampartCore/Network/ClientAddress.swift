/// Finds who really sent a request that came through proxies.
public struct ClientAddress: Sendable, Hashable {
  /// The proxies whose word is taken.
  public let trustedProxies: [AddressBlock]

  /// Trusts these blocks, and nobody else.
  public init(trustedProxies: [AddressBlock]) {
    self.trustedProxies = trustedProxies
  }

  /// Whether a peer's forwarding fields are to be believed.
  public func trusts(_ peer: IPAddress) -> Bool {
    trustedProxies.contains { $0.contains(peer) }
  }

  /// The rightmost address that is not a trusted proxy (the only one a client cannot invent).
  ///
  /// - Parameters:
  ///   - peer: who opened the connection.
  ///   - forwardedFor: every value of `X-Forwarded-For`, in order of arrival, joined by commas.
  /// - Returns: `peer` where it is not trusted or the list ends in something that is no address.
  public func resolve(peer: IPAddress, forwardedFor: some StringProtocol) -> IPAddress {
    guard trusts(peer) else { return peer }
    var client = peer
    for entry in forwardedFor.listMembers.reversed() {
      guard let address = Self.parse(entry) else { return client }
      client = address
      if !trusts(address) { return client }
    }
    return client
  }

  // Some proxies add a port: `192.0.2.1:4711`, `[2001:db8::1]:4711`.
  private static func parse(_ entry: Substring) -> IPAddress? {
    if entry.begins(with: "["), let (address, rest) = Substring(entry.utf8.dropFirst()).cut(at: "]") {
      guard !rest.isEmpty else { return IPAddress(address) }
      return rest.begins(with: ":") && isPort(Substring(rest.utf8.dropFirst())) ? IPAddress(address) : nil
    }
    if let (address, port) = entry.cut(at: ":"), port.cut(at: ":") == nil {
      return isPort(port) ? IPAddress(address) : nil
    }
    return IPAddress(entry)
  }

  private static func isPort(_ text: Substring) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { $0 &- 0x30 < 10 }
  }
}
