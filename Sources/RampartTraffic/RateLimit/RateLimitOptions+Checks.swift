import RampartCore

extension RateLimitOptions {
  /// - Throws: what makes no limit, or one that nobody can have meant.
  package func check() throws(InvalidRateLimit) {
    try Self.check(name: name, keys: keys, ipv6Prefix: ipv6Prefix, capacity: capacity)
    guard cost >= 0, Rate.counts.contains(max(cost, 1)) else {
      throw InvalidRateLimit("invalidCost", "the cost of a request goes from 0 to 1000000000")
    }
    if let counts, counts.isEmpty || !counts.allSatisfy({ (400...599).contains($0) }) {
      throw InvalidRateLimit("invalidCounts", "only failures can be counted, statuses from 400 to 599")
    }
    let plan = try plan(ticksPerSecond: 1_000_000_000)
    guard cost <= plan.burst else {
      throw InvalidRateLimit("invalidCost", "a request costs more than the burst, so that none could ever pass")
    }
  }

  static func check(
    name: String,
    keys: [RateLimitKey],
    ipv6Prefix: Int,
    capacity: Int
  ) throws(InvalidRateLimit) {
    guard Declaration<String>.isIdentifier(name) else {
      throw InvalidRateLimit("invalidName", "the name of a limit is letters, digits, `-` and `_`, a letter first")
    }
    guard (1...8).contains(keys.count) else {
      throw InvalidRateLimit("invalidKey", "a limit counts by one to eight parts of a request")
    }
    for key in keys {
      if case .pathSegment(let number) = key.part, !RateLimitKey.segments.contains(number) {
        throw InvalidRateLimit("invalidKey", "the segments of a path are counted from 1 to 32")
      }
    }
    guard (1...128).contains(ipv6Prefix) else {
      throw InvalidRateLimit("invalidPrefix", "the prefix of an IPv6 address goes from 1 to 128")
    }
    guard (1...100_000_000).contains(capacity) else {
      throw InvalidRateLimit("invalidCapacity", "a store remembers from 1 to 100000000 keys")
    }
  }

  package func plan(ticksPerSecond: Int) throws(InvalidRateLimit) -> RateLimitPlan {
    try RateLimitPlan(rate: rate, burst: burst, algorithm: algorithm, ticksPerSecond: ticksPerSecond)
  }
}
