/// Rules that are wrong about this application.
///
/// ```swift
/// RuleExclusion(tags: ["attack-sqli"], targets: ["ARGS:q"], paths: ["/search"], reason: "people search for SQL here")
/// ```
public struct RuleExclusion: Sendable, Hashable {
  /// The ids of rules.
  public var rules: [Int]
  /// Tags, such as `attack-sqli`: every rule that has one.
  public var tags: [String]
  /// What the rules are not to look at, such as `ARGS:q`; none: they are left out as a whole.
  public var targets: [String]
  /// Where it holds: `/search`, `/users/*/notes` for one segment, `/api/**` for `/api` and all below it; none:
  /// everywhere. A request whose path is not in its simplest form is on none of them (CWE-647), and one that backends read
  /// in different ways is on those of all readings: `/search;x` is not on `/search`.
  public var paths: [String]
  /// Why; it is for the next reader.
  public var reason: String

  public init(
    rules: [Int] = [], tags: [String] = [], targets: [String] = [], paths: [String] = [], reason: String
  ) {
    self.rules = rules
    self.tags = tags
    self.targets = targets
    self.paths = paths
    self.reason = reason
  }
}
