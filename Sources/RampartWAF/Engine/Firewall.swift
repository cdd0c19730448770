import RampartPatterns

/// A compiled rule set, ready to look at requests. Immutable: all threads share one.
package final class Firewall: Sendable {
  let plan: Plan
  package let options: FirewallOptions

  package init(_ rules: RuleSet, options: FirewallOptions = FirewallOptions()) throws(FirewallError) {
    plan = try PlanBuilder.build(rules, options)
    self.options = options
  }

  /// Rules, not counting the links of their chains.
  package var ruleCount: Int { plan.rules.count }

  /// What can be told about the patterns that values are scanned for.
  package var statistics: FirewallStatistics { FirewallStatistics(plan) }

  /// The working memory for one thread.
  package func makeWorkspace(_ strategy: Strategy = .gated) throws(FirewallError) -> Workspace {
    do throws(PatternError) {
      return try Workspace(self, strategy)
    } catch {
      throw FirewallError(code: error.code, detail: error.detail, position: nil)
    }
  }
}
