package import RampartPatterns

/// What must occur in a value for an operator to match it.
///
/// It is asked before the operator, for many operators at once. It says nothing about a rule that negates its operator.
package enum OperatorGate: Sendable, Hashable {
  /// Nothing can be said beforehand: the operator must be asked.
  case always
  /// The operator matches nothing.
  case never
  /// Where none of these occurs, the operator does not match. Where one of them occurs it does, if `isSufficient`, and
  /// needs to be asked for its captures only.
  case patterns([PatternExpression], isSufficient: Bool)
}
