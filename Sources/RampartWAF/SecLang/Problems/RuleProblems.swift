/// Everything that is wrong with a set of rule files, in the order in which it was found; never empty.
package struct RuleProblems: Error, Sendable, Hashable, CustomStringConvertible {
  package let problems: [RuleProblem]
  /// Reading ended early: there were too many problems, or a limit was reached.
  package let isIncomplete: Bool

  package var description: String {
    (problems.map(\.description) + (isIncomplete ? ["what follows was not read"] : [])).joined(separator: "\n")
  }
}
