/// One limit: how many requests of whom.
///
/// ```swift
/// var login = RateLimitOptions(name: "login", rate: try Rate("10/1m"))
/// login.counts = [401, 403]
/// let control = try RateLimit(login)
/// ```
public struct RateLimitOptions: Sendable, Hashable {
  /// For logs, metrics and the `RateLimit` field: a letter, then letters, digits, `-` and `_`, at most 64.
  public var name: String
  /// What is counted together, all parts combined.
  public var keys: [RateLimitKey] = [.client]
  /// The long-term rate.
  public var rate: Rate
  /// How many may come at once, for `gcra` only; without it the count of the rate.
  public var burst: Int?
  public var algorithm = RateLimitAlgorithm.gcra
  /// What one request costs. More than the burst can never pass.
  public var cost = 1
  /// Only answers with these statuses consume: `[401, 403]` against guessed passwords. A request passes while there is
  /// room, and costs once it has failed.
  ///
  /// Requests that are in flight at once are checked before any of them has failed, so that many can pass together;
  /// what they cost is owed all the same, and the rate holds over time. A `ConcurrencyLimit` bounds how many those are.
  public var counts: Set<Int>?
  public var mode = RateLimitMode.enforce
  public var store = RateLimitStorage.memory
  public var whenDown = RateLimitFallback.local
  /// How many leading bits of an IPv6 address are one client, 1...128.
  public var ipv6Prefix = 64
  /// How many keys the store in memory remembers, 1...100,000,000; at most about 44 bytes for each.
  public var capacity = 1_000_000

  /// The recommended setting of everything else.
  public init(name: String, rate: Rate) {
    self.name = name
    self.rate = rate
  }
}
