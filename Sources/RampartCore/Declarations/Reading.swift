/// Collects what is wrong while a document is read, so that one run names every problem.
package struct Reading {
  package private(set) var problems: [ConfigurationProblem] = []

  package init() {}

  package mutating func report(_ problem: ConfigurationProblem) {
    problems.append(problem)
  }

  /// Reports a value of the wrong type.
  package mutating func report(_ node: DocumentNode, isNot expectation: String) {
    report(.init("wrongType", "expected \(expectation), found \(node.kind)", at: node.position))
  }
}
