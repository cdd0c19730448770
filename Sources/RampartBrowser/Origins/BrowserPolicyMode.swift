package import RampartCore

/// Whether a policy acts, or only says what it would do.
public enum BrowserPolicyMode: Sendable, Hashable {
  case enforce
  /// Nothing is refused, added or removed; `Verdict.detected` has what would have been refused.
  case detect

  package static var declaration: Declaration<BrowserPolicyMode> {
    .choice([("enforce", .enforce), ("detect", .detect)])
  }
}
