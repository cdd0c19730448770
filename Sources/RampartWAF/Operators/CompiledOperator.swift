/// An operator with its argument, compiled once and evaluated for every value.
package final class CompiledOperator: Sendable {
  package let name: OperatorName
  /// The caller turns the result around; a negated operator has no captures.
  package let isNegated: Bool
  /// Whether `evaluate` needs the expanded argument.
  package let needsArgument: Bool
  /// What must occur for the operator itself to match; a negated one is always asked.
  package let gate: OperatorGate
  /// Of operators that compare numbers: what they compare with, for who has the number already.
  package let comparison: NumericComparison?
  private let implementation: any RuleOperator

  /// Compiles; throws where the argument cannot be used.
  package init(_ call: OperatorCall) throws(OperatorError) {
    name = call.name
    isNegated = call.isNegated
    let argument = OperatorArgument(call.argument)
    needsArgument = argument.isExpanded && OperatorCatalog.expandsMacros(call.name)
    implementation = try OperatorCatalog.compile(call, argument)
    gate = implementation.gate
    comparison = implementation as? NumericComparison
  }

  /// Whether the value matches, without regard to `isNegated`.
  ///
  /// - Parameters:
  ///   - value: after the rule's transformations.
  ///   - argument: the argument with its macros expanded, where ``needsArgument``.
  ///   - scratch: its `match` holds the captures afterwards, where it wants them.
  package func evaluate(
    _ value: UnsafeRawBufferPointer, argument: UnsafeRawBufferPointer? = nil, scratch: OperatorScratch
  ) -> OperatorResult {
    if scratch.wantsCaptures { scratch.match.removeAll() }
    return implementation.evaluate(value, argument: argument, scratch: scratch)
  }
}
