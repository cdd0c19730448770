/// `@within`: the value stands somewhere in the argument; no value is in every one. Captures: none.
struct WithinOperator: RuleOperator {
  private let argument: OperatorArgument

  init(_ argument: OperatorArgument) {
    self.argument = argument
  }

  var gate: OperatorGate { .always }

  func evaluate(
    _ value: UnsafeRawBufferPointer, argument expanded: UnsafeRawBufferPointer?, scratch: OperatorScratch
  ) -> OperatorResult {
    argument.withBytes(expanded) { ByteSearch.first(value, in: $0) == nil ? .noMatch : .match }
  }
}
