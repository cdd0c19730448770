/// What is known about a rule without any request.
package final class RuleDescription: Sendable {
  package let id: Int
  package let phase: Int
  package let position: RulePosition
  package let severity: Severity?
  /// Those without macros, which are all of the Core Rule Set's.
  package let tags: [String]
  package let version: String?
  package let revision: String?
  package let sanitised: [Sanitising]

  init(_ rule: Rule) {
    id = rule.id
    phase = rule.phase
    position = rule.position
    severity = rule.actions.severity
    tags = rule.actions.tags.compactMap(\.literal)
    version = rule.actions.version
    revision = rule.actions.revision
    sanitised = rule.actions.sanitised + rule.chain.flatMap(\.actions.sanitised)
  }
}
