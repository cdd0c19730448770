/// `@unconditionalMatch` and `@noMatch`. Captures: none.
struct ConstantOperator: RuleOperator {
  let matches: Bool

  var gate: OperatorGate { matches ? .always : .never }

  func evaluate(
    _ value: UnsafeRawBufferPointer, argument: UnsafeRawBufferPointer?, scratch: OperatorScratch
  ) -> OperatorResult {
    matches ? .match : .noMatch
  }
}
