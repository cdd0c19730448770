/// What a limit does while its shared store cannot be asked.
public enum RateLimitFallback: Sendable, Hashable {
  /// Everything passes.
  case open
  /// Everything is denied, with 503.
  case closed
  /// This process counts by itself: with N processes, N times the rate passes.
  case local
}
