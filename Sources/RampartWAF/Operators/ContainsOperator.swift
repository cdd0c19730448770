import RampartPatterns

/// `@contains` and `@strmatch`: the argument stands somewhere in the value. Captures: none.
struct ContainsOperator: RuleOperator {
  private let argument: OperatorArgument

  init(_ argument: OperatorArgument) {
    self.argument = argument
  }

  var gate: OperatorGate {
    guard case .literal(let bytes) = argument, !bytes.isEmpty else { return .always }
    return .patterns([.literal(bytes)], isSufficient: true)
  }

  func evaluate(
    _ value: UnsafeRawBufferPointer, argument expanded: UnsafeRawBufferPointer?, scratch: OperatorScratch
  ) -> OperatorResult {
    argument.withBytes(expanded) { ByteSearch.first($0, in: value) == nil ? .noMatch : .match }
  }
}
