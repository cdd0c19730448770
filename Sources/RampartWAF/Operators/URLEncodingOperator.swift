import RampartPatterns

/// `@validateUrlEncoding`: matches a value with a `%` that two hexadecimal digits do not follow. Captures: none.
package struct URLEncodingOperator: RuleOperator {
  package init() {}

  var gate: OperatorGate {
    let expression = #"%(?:[^0-9A-Fa-f]|[0-9A-Fa-f][^0-9A-Fa-f]|[0-9A-Fa-f]?\z)"#
    return .patterns([PatternExpression(expression.utf8)], isSufficient: true)
  }

  func evaluate(
    _ value: UnsafeRawBufferPointer, argument: UnsafeRawBufferPointer?, scratch: OperatorScratch
  ) -> OperatorResult {
    Self.isValid(value) ? .noMatch : .match
  }

  package static func isValid(_ value: UnsafeRawBufferPointer) -> Bool {
    var index = 0
    while index < value.count {
      if value[index] != UInt8(ascii: "%") {
        index += 1
        continue
      }
      guard index + 2 < value.count, isDigit(value[index + 1]), isDigit(value[index + 2]) else { return false }
      index += 3
    }
    return true
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20)
  }
}
