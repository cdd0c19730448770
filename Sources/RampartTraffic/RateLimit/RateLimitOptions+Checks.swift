package import RampartCore

extension RateLimitOptions {
  /// - Throws: what makes no limit, or one that nobody can have meant.
  package func check() throws(InvalidOption) {
    try Self.check(name: name, keys: keys, ipv6Prefix: ipv6Prefix, capacity: capacity)
    guard cost >= 0, Rate.counts.contains(max(cost, 1)) else {
      throw InvalidOption("rateLimit.invalidCost", "the cost of a request goes from 0 to 1000000000")
    }
    if let counts, counts.isEmpty || !counts.allSatisfy({ (400...599).contains($0) }) {
      throw InvalidOption("rateLimit.invalidCounts", "only failures can be counted, statuses from 400 to 599")
    }
    let plan = try plan(ticksPerSecond: 1_000_000_000)
    guard cost <= plan.burst else {
      throw InvalidOption("rateLimit.invalidCost", "a request costs more than the burst, so that none could ever pass")
    }
  }

  static func check(
    name: String,
    keys: [RateLimitKey],
    ipv6Prefix: Int,
    capacity: Int
  ) throws(InvalidOption) {
    guard Declaration<String>.isIdentifier(name) else {
      throw InvalidOption(
        "rateLimit.invalidName", "the name of a limit is letters, digits, `-` and `_`, a letter first")
    }
    guard (1...8).contains(keys.count) else {
      throw InvalidOption("rateLimit.invalidKey", "a limit counts by one to eight parts of a request")
    }
    for key in keys {
      if case .pathSegment(let number) = key.part, !RateLimitKey.segments.contains(number) {
        throw InvalidOption("rateLimit.invalidKey", "the segments of a path are counted from 1 to 32")
      }
    }
    guard (1...128).contains(ipv6Prefix) else {
      throw InvalidOption("rateLimit.invalidPrefix", "the prefix of an IPv6 address goes from 1 to 128")
    }
    guard (1...100_000_000).contains(capacity) else {
      throw InvalidOption("rateLimit.invalidCapacity", "a store remembers from 1 to 100000000 keys")
    }
  }

  package func plan(ticksPerSecond: Int) throws(InvalidOption) -> RateLimitPlan {
    try RateLimitPlan(rate: rate, burst: burst, algorithm: algorithm, ticksPerSecond: ticksPerSecond)
  }
}
