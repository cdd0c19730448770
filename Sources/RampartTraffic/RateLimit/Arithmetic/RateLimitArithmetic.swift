/// The arithmetic of one algorithm, without clock, key or store.
///
/// Time is counted in ticks from any instant. All operations are exact integer arithmetic, and none can overflow: what
/// does not fit stops at the greatest value.
///
/// INVARIANT: everything is monotone. Where each part of one state is at least that of another, `apply` admits no more
/// from it, and leaves a state that is again at least the other's. A store may therefore remember more than a key
/// has used (it is then stricter than it need be), and is never laxer.
protocol RateLimitArithmetic: Sendable {
  /// Consumes or looks.
  ///
  /// - Parameter cost: 1...burst.
  /// - Returns: whether there was room.
  func apply(_ action: RateLimitAction, cost: UInt64, to state: inout RateLimitState, at now: UInt64) -> Bool
  /// How much more could be consumed at once.
  func remaining(in state: RateLimitState, at now: UInt64) -> UInt64
  /// Ticks until the state is worth nothing.
  func reset(of state: RateLimitState, at now: UInt64) -> UInt64
  /// Ticks until there is room for a cost for which there is none.
  func retry(cost: UInt64, in state: RateLimitState, at now: UInt64) -> UInt64
  /// How much is used, on a scale of the algorithm's own; zero only where the state is worth nothing any more.
  func debt(of state: RateLimitState, at now: UInt64) -> UInt64
  /// The least state that is at least both.
  func maximum(_ left: RateLimitState, _ right: RateLimitState, at now: UInt64) -> RateLimitState
}
