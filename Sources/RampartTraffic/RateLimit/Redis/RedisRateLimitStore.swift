public import RampartCore
import RampartRedis

/// Keeps the counts of one limit in a Redis or Valkey server, so that several processes share them.
///
/// Each decision is one script on one key, `rampart:{name:hash}`: atomic, and in a cluster wherever that key lives.
/// The clock is the server's; it should be one that is slewed, not set. Keys expire when they are worth nothing.
public struct RedisRateLimitStore: SuspendingRateLimitStore {
  private let plan: RateLimitPlan
  private let redis: any RedisEvaluating
  private let prefix: String

  /// Doubles are exact up to here.
  private static let largest = UInt64(1) << 53

  /// - Throws: where the options make no limit, or the numbers of a sliding window are too large for Lua to
  ///   compute with exactly: the count times the period in milliseconds must stay below 2^53.
  public init(_ options: RateLimitOptions, redis: any RedisEvaluating) throws(InvalidOption) {
    try options.check()
    plan = try options.plan(ticksPerSecond: options.algorithm == .gcra ? 1_000_000 : 1000)
    if case .slidingWindow(let window) = plan.algorithm {
      guard window.limit.multipliedSaturating(by: window.period) < Self.largest else {
        throw InvalidOption("rateLimit.invalidRate", "the rate is too large for a sliding window in Redis, use `gcra`")
      }
    }
    self.redis = redis
    prefix = "rampart:{\(options.name):"
  }

  public func apply(
    _ action: RateLimitAction,
    cost: Int,
    to key: RateLimitKeyHash
  ) async throws -> RateLimitOutcome {
    // What can never pass is denied here, and what costs nothing only looks.
    let isPossible = cost <= plan.burst || action == .charge
    let action = cost <= 0 || !isPossible ? .peek : action
    let reply = try await evaluate(action, cost: UInt64(min(max(cost, 1), plan.burst)), "\(prefix)\(key.text)}")
    return plan.outcome(
      isAllowed: cost <= 0 || isPossible && reply.fits, cost: cost, leaving: reply.state, at: reply.now)
  }

  private func evaluate(_ action: RateLimitAction, cost: UInt64, _ key: String) async throws -> RedisRateLimitReply {
    switch plan.algorithm {
    case .gcra(let cells):
      let price = GenericCellRate.price(of: cost, count: cells.count, period: cells.period)
      let numbers = [
        price.ticks, UInt64(price.rest), cells.span.ticks, UInt64(cells.span.rest), cells.count, cells.horizon,
      ]
      return try RedisRateLimitReply(
        cells: await redis.evaluate(
          RedisRateLimitScripts.gcra, keys: [key], arguments: [action.word] + numbers.map { String($0) }))
    case .fixedWindow(let window):
      return try RedisRateLimitReply(
        window: await redis.evaluate(
          RedisRateLimitScripts.fixedWindow, keys: [key],
          arguments: [action.word, String(cost), String(window.limit), String(window.period)]))
    case .slidingWindow(let window):
      return try RedisRateLimitReply(
        window: await redis.evaluate(
          RedisRateLimitScripts.slidingWindow, keys: [key],
          arguments: [action.word, String(cost), String(window.limit), String(window.period)]))
    }
  }
}

extension RateLimitAction {
  fileprivate var word: String {
    switch self {
    case .take: "take"
    case .peek: "peek"
    case .charge: "charge"
    }
  }
}
