import RampartCore

/// The counts of a shared limit, and what stands in for them while Redis is away.
struct SharedCounts: Sendable {
  private let store: RedisRateLimitStore
  private let hashKey: SharedHashKey
  private let breaker: StoreBreaker
  /// Only for `whenDown: local`.
  private let local: MemoryRateLimitStore?

  init(
    _ options: RateLimitOptions,
    redis: any RedisEvaluating,
    clock: MonotonicClock
  ) throws(InvalidOption) {
    store = try RedisRateLimitStore(options, redis: redis)
    hashKey = SharedHashKey(redis: redis, clock: clock)
    breaker = StoreBreaker(clock: clock)
    local = options.whenDown == .local ? try MemoryRateLimitStore(options, clock: clock) : nil
  }

  /// - Parameter hash: the hash of the request's key, with the secret it is given.
  /// - Returns: what came of it, nil where nobody could say; and whether Redis said it.
  func apply(
    _ action: RateLimitAction,
    cost: Int,
    hash: (RateLimitHashKey) -> RateLimitKeyHash
  ) async -> (outcome: RateLimitOutcome?, isShared: Bool) {
    if breaker.admits() {
      do {
        let outcome = try await store.apply(action, cost: cost, to: hash(hashKey.current()))
        breaker.succeeded()
        return (outcome, true)
      } catch {
        // A client that goes away says nothing about Redis; else a few that do would switch the limit off.
        if !Task.isCancelled { breaker.failed() }
        hashKey.doubt()
      }
    }
    return (local?.apply(action, cost: cost, to: hash(.process)), false)
  }
}
