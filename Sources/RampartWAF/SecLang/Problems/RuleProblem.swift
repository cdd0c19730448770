/// Why a rule file cannot be used, and where.
package struct RuleProblem: Sendable, Hashable, CustomStringConvertible {
  package var position: RulePosition
  /// Stable, such as `seclang.unknownVariable`.
  package var code: String
  package var detail: String
  package var hint: String?

  init(_ fault: SecLangFault, at position: RulePosition) {
    self.position = position
    code = fault.code
    detail = fault.detail
    hint = fault.hint
  }

  package var description: String {
    "\(position): \(detail)" + (hint.map { " (\($0))" } ?? "")
  }
}
