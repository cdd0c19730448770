/// Keeps the counts of one limit somewhere else.
public protocol SuspendingRateLimitStore: Sendable {
  /// Does the action on the key's count, as one step: no other decision about the key comes between.
  ///
  /// - Parameter cost: more than the burst is never allowed; below zero is zero, which always is.
  /// - Throws: where the store could not be asked. Whether it has counted is then unknown.
  func apply(_ action: RateLimitAction, cost: Int, to key: RateLimitKeyHash) async throws -> RateLimitOutcome
}
