/// `@streq`, `@beginsWith`, `@endsWith`: bytes, with regard to case. Captures: none.
struct StringComparison: RuleOperator {
  enum Place: Sendable {
    case equal, prefix, suffix
  }

  private let place: Place
  private let argument: OperatorArgument

  init(_ place: Place, _ argument: OperatorArgument) {
    self.place = place
    self.argument = argument
  }

  // Comparing costs less than being searched for.
  var gate: OperatorGate { .always }

  func evaluate(
    _ value: UnsafeRawBufferPointer, argument expanded: UnsafeRawBufferPointer?, scratch: OperatorScratch
  ) -> OperatorResult {
    argument.withBytes(expanded) { argument in
      guard argument.count <= value.count else { return .noMatch }
      let part =
        switch place {
        case .equal: value
        case .prefix: UnsafeRawBufferPointer(rebasing: value.prefix(argument.count))
        case .suffix: UnsafeRawBufferPointer(rebasing: value.suffix(argument.count))
        }
      return ByteSearch.isEqual(part, argument) ? .match : .noMatch
    }
  }
}
