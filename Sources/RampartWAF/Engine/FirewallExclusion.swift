/// What is left out for all transactions of a firewall: rules, or variables of rules.
package struct FirewallExclusion: Sendable, Hashable {
  package var rules: [ClosedRange<Int>]
  package var tags: [String]
  /// Such as `ARGS:body`; empty: the rules as a whole.
  package var targets: [RuleTarget]

  package init(rules: [ClosedRange<Int>] = [], tags: [String] = [], targets: [RuleTarget] = []) {
    self.rules = rules
    self.tags = tags
    self.targets = targets
  }
}
