/// A rule that cannot be compiled, or patterns that cannot.
package struct FirewallError: Error, Sendable, Hashable, CustomStringConvertible {
  package var code: String
  package var detail: String
  /// The rule, where it is one's fault.
  package var position: RulePosition?

  package var description: String {
    position.map { "\($0): \(detail)" } ?? detail
  }
}
