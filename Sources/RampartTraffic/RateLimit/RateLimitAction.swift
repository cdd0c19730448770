/// What is done with a key's count.
public enum RateLimitAction: Sendable, Hashable {
  /// Consume the cost if there is room for it.
  case take
  /// Say whether there is room, and consume nothing.
  case peek
  /// Consume the cost whether or not there is room; what is over is owed.
  case charge
}
