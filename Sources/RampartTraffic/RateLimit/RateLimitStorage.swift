/// Where the counts of a limit are.
public enum RateLimitStorage: Sendable, Hashable {
  /// In this process alone.
  case memory
  /// In a Redis server, shared by every process that uses it.
  case redis
}
