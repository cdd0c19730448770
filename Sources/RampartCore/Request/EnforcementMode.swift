/// Whether a control acts on what it finds.
public struct EnforcementMode: Sendable, Hashable {
  private let rawValue: UInt8

  /// The control refuses.
  public static let enforce = EnforcementMode(rawValue: 0)
  /// The control reports what it would refuse, and lets it pass.
  public static let detect = EnforcementMode(rawValue: 1)
  /// The control does not run.
  public static let off = EnforcementMode(rawValue: 2)
}
