/// What a rule looks at: `ARGS`, `ARGS:q`, `&ARGS`, `!ARGS:/^x/`.
package struct RuleTarget: Sendable, Hashable {
  package enum Selector: Sendable, Hashable {
    /// The whole collection, or the variable itself.
    case all
    /// Compared without regard to case.
    case key(String)
    /// A regular expression that keys are searched for; also without regard to case.
    case pattern(String)
    /// An XPath: `/*` or `//@*`.
    case path(String)
  }

  package var variable: Variable
  package var selector: Selector
  /// `&`: the number of members instead of their values.
  package var isCount: Bool
  /// `!`: not these.
  package var isExclusion: Bool

  package init(_ variable: Variable, _ selector: Selector = .all, isCount: Bool = false, isExclusion: Bool = false) {
    self.variable = variable
    self.selector = selector
    self.isCount = isCount
    self.isExclusion = isExclusion
  }
}
