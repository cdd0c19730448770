/// What a store says of one key.
public struct RateLimitOutcome: Sendable, Hashable {
  /// Whether there was room for the cost. Always true for `charge`.
  public let isAllowed: Bool
  /// How much more could be consumed at once.
  public let remaining: Int
  /// How long until nothing of the limit is used any more, if nothing else comes; nanoseconds.
  let resetNanoseconds: UInt64
  /// How long until there is room for the cost, if nothing else comes; nanoseconds. Nil where it fits already, or
  /// never will.
  let retryNanoseconds: UInt64?

  /// How long until nothing of the limit is used any more, if nothing else comes.
  public var resetAfter: Duration { .nanoseconds(Int64(clamping: resetNanoseconds)) }

  /// How long until there is room for the cost, if nothing else comes. Nil where it fits already, or never will.
  public var retryAfter: Duration? { retryNanoseconds.map { .nanoseconds(Int64(clamping: $0)) } }

  /// Rounded up, at most what a structured field can hold.
  static func wholeSeconds(_ nanoseconds: UInt64) -> UInt64 {
    nanoseconds / 1_000_000_000 + (nanoseconds % 1_000_000_000 == 0 ? 0 : 1)
  }
}
