/// One entry of `rateLimits` in a configuration: a rate limit, a concurrency limit, or both.
package struct DeclaredRateLimit: Sendable, Hashable {
  package var name = ""
  /// The routes that it governs, as written; none for all of them.
  package var routes: [String] = []
  package var keys: [RateLimitKey] = [.client]
  package var rate: Rate?
  package var burst: Int?
  package var algorithm = RateLimitAlgorithm.gcra
  package var cost = 1
  package var counts: [Int] = []
  package var store = RateLimitStorage.memory
  package var whenDown: RateLimitFallback?
  package var mode = RateLimitMode.enforce
  package var concurrent: Int?
  package var ipv6Prefix = 64
  package var capacity = 1_000_000

  package init() {}

  /// The rate limit, where the entry has a rate.
  package var rateLimit: RateLimitOptions? {
    rate.map { rate in
      var options = RateLimitOptions(name: name, rate: rate)
      options.keys = keys
      options.burst = burst
      options.algorithm = algorithm
      options.cost = cost
      options.counts = counts.isEmpty ? nil : Set(counts)
      options.mode = mode
      options.store = store
      options.whenDown = whenDown ?? options.whenDown
      options.ipv6Prefix = ipv6Prefix
      options.capacity = capacity
      return options
    }
  }

  /// The limit on requests in flight, where the entry has one.
  package var concurrencyLimit: ConcurrencyLimitOptions? {
    concurrent.map { limit in
      var options = ConcurrencyLimitOptions(name: name, limit: limit)
      options.keys = keys
      options.mode = mode
      options.ipv6Prefix = ipv6Prefix
      return options
    }
  }
}
