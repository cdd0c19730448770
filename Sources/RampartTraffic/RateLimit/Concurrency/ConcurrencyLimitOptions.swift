package import RampartCore

/// How many requests of one key may be in flight at once.
public struct ConcurrencyLimitOptions: Sendable, Hashable {
  /// For logs and metrics: a letter, then letters, digits, `-` and `_`, at most 64.
  public var name: String
  /// What is counted together, all parts combined.
  public var keys: [RateLimitKey] = [.client]
  /// 1...1,000,000.
  public var limit: Int
  public var mode = RateLimitMode.enforce
  /// How many leading bits of an IPv6 address are one client, 1...128.
  public var ipv6Prefix = 64
  /// How many keys can have requests in flight at once, 1...100,000,000. One more is denied with 503.
  public var capacity = 100_000

  /// The recommended setting of everything else.
  public init(name: String, limit: Int) {
    self.name = name
    self.limit = limit
  }

  /// - Throws: what makes no limit.
  package func check() throws(InvalidOption) {
    try RateLimitOptions.check(name: name, keys: keys, ipv6Prefix: ipv6Prefix, capacity: capacity)
    guard (1...1_000_000).contains(limit) else {
      throw InvalidOption("rateLimit.invalidConcurrency", "the requests in flight go from 1 to 1000000")
    }
  }
}
