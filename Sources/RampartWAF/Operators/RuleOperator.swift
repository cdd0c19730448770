/// One compiled operator. Immutable, and asked from any thread.
protocol RuleOperator: Sendable {
  var gate: OperatorGate { get }

  /// Whether `value` matches. `argument` is the expanded argument, where it has macros in it.
  func evaluate(
    _ value: UnsafeRawBufferPointer, argument: UnsafeRawBufferPointer?, scratch: OperatorScratch
  ) -> OperatorResult
}
