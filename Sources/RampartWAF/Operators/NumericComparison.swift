/// `@eq`, `@ge`, `@gt`, `@le`, `@lt`. Captures: none.
package struct NumericComparison: RuleOperator {
  package enum Relation: Sendable, Hashable {
    case equal, greaterOrEqual, greater, lessOrEqual, less
  }

  package let relation: Relation
  /// The number in the rule; nil where it comes out of a macro.
  package let literal: Int64?

  init(_ relation: Relation, _ argument: OperatorArgument) {
    self.relation = relation
    guard case .literal(let bytes) = argument else {
      literal = nil
      return
    }
    literal = bytes.withUnsafeBytes { Self.number($0, relation) }
  }

  var gate: OperatorGate { .always }

  func evaluate(
    _ value: UnsafeRawBufferPointer, argument: UnsafeRawBufferPointer?, scratch: OperatorScratch
  ) -> OperatorResult {
    let right = literal ?? argument.map { Self.number($0, relation) } ?? 0
    return holds(Self.number(value, relation), right) ? .match : .noMatch
  }

  /// Whether the relation holds between two numbers as ``number(_:_:)`` gives them.
  package func holds(_ left: Int64, _ right: Int64) -> Bool {
    switch relation {
    case .equal: left == right
    case .greaterOrEqual: left >= right
    case .greater: left > right
    case .lessOrEqual: left <= right
    case .less: left < right
    }
  }

  /// The number at the start of a text, 0 where there is none: white space, a sign, digits, and whatever follows.
  ///
  /// As in ModSecurity, `@eq` counts in 32 bits and takes what is larger for 0; the others count in 64 bits and take
  /// what is larger for the largest there is.
  package static func number(_ text: UnsafeRawBufferPointer, _ relation: Relation) -> Int64 {
    let number = LeadingNumber.read(text)
    if relation == .equal, Int32(exactly: number) == nil { return 0 }
    return number
  }
}
