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
    for entry in forwardedFor.split(separator: ",", omittingEmptySubsequences: false).reversed() {
      guard let address = Self.parse(entry) else { return client }
      client = address
      if !trusts(address) { return client }
    }
    return client
  }

  // Some proxies add a port: `192.0.2.1:4711`, `[2001:db8::1]:4711`.
  private static func parse(_ entry: some StringProtocol) -> IPAddress? {
    let text = entry.drop { $0 == " " || $0 == "\t" }
    let trimmed = String(text.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    if trimmed.hasPrefix("["), let end = trimmed.firstIndex(of: "]") {
      return IPAddress(trimmed[trimmed.index(after: trimmed.startIndex)..<end])
    }
    if trimmed.utf8.count(where: { $0 == UInt8(ascii: ":") }) == 1, let colon = trimmed.firstIndex(of: ":") {
      return IPAddress(trimmed[..<colon])
    }
    return IPAddress(trimmed)
  }
}
