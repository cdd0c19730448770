/// What was accepted in a rule file though it has no effect here, so that a command can list it.
package struct RuleNotice: Sendable, Hashable, CustomStringConvertible {
  package enum Kind: String, Sendable, Hashable {
    /// A directive whose subject is set elsewhere, such as `SecAuditLog`.
    case setting
    /// Something of `IP`, `GLOBAL` and the like is kept or changed.
    case persistentCollection
    /// An operator that would ask a name server or a database and never matches here.
    case lookup
    /// A removal or an update that concerns no rule.
    case noRule
  }

  package var kind: Kind
  package var position: RulePosition
  /// The directive, action or operator.
  package var subject: String
  package var reason: String

  package init(_ kind: Kind, _ subject: String, _ reason: String, at position: RulePosition) {
    self.kind = kind
    self.position = position
    self.subject = subject
    self.reason = reason
  }

  package var description: String { "\(position): `\(subject)`: \(reason)" }
}
