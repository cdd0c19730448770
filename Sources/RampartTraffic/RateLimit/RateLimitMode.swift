/// Whether a limit acts.
public enum RateLimitMode: Sendable, Hashable {
  /// What is over the limit is denied.
  case enforce
  /// Everything passes and no answer changes; what would have been denied is reported.
  case detect
}
