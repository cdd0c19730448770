/// Keeps the counts of one limit and answers at once.
public protocol RateLimitStore: Sendable {
  /// Does the action on the key's count, as one step: no other decision about the key comes between.
  ///
  /// - Parameter cost: more than the burst is never allowed; below zero is zero, which always is.
  func apply(_ action: RateLimitAction, cost: Int, to key: RateLimitKeyHash) -> RateLimitOutcome
}
