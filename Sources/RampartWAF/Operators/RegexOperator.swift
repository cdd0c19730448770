import RampartPatterns

/// `@rx` and `@rxGlobal`, by PCRE2.
///
/// Captures: the groups that took part, 0 to 9. `@rxGlobal` goes on behind each match and numbers on.
struct RegexOperator: RuleOperator {
  private static let options: PatternOptions = [.dotAll, .multiline]
  // An argument out of a request is compiled anew for each value.
  private static let longestExpandedArgument = 4096

  /// Nil where the argument is empty, which matches everything, or has macros.
  private let expression: RegularExpression?
  private let argument: OperatorArgument
  private let isGlobal: Bool

  init(_ argument: OperatorArgument, _ name: OperatorName, isGlobal: Bool) throws(OperatorError) {
    self.argument = argument
    self.isGlobal = isGlobal
    guard case .literal(let bytes) = argument, !bytes.isEmpty else {
      expression = nil
      return
    }
    do {
      expression = try RegularExpression(bytes, options: Self.options)
    } catch {
      throw OperatorError(name, "`\(String(decoding: bytes, as: UTF8.self))` is no regular expression: \(error)")
    }
  }

  var gate: OperatorGate {
    guard expression != nil, case .literal(let bytes) = argument else { return .always }
    return .patterns([PatternExpression(bytes, options: Self.options)], isSufficient: true)
  }

  func evaluate(
    _ value: UnsafeRawBufferPointer, argument expanded: UnsafeRawBufferPointer?, scratch: OperatorScratch
  ) -> OperatorResult {
    if let expression { return evaluate(expression, value, scratch) }
    guard argument.isExpanded else { return .match }
    let bytes = expanded ?? UnsafeRawBufferPointer(start: nil, count: 0)
    // An expression that is none matches nothing, as in ModSecurity.
    guard bytes.count <= Self.longestExpandedArgument,
      let expression = try? RegularExpression(bytes, options: Self.options, machineCode: false)
    else { return .noMatch }
    return evaluate(expression, value, scratch)
  }

  private func evaluate(
    _ expression: RegularExpression, _ value: UnsafeRawBufferPointer, _ scratch: OperatorScratch
  ) -> OperatorResult {
    let result = expression.match(
      value, wantsGroups: scratch.wantsCaptures, scratch: scratch.regularExpressions)
    guard scratch.wantsCaptures, case .match(let groups) = result else { return Self.result(result) }
    if scratch.regularExpressions.areGroupsWithheld { scratch.hasWithheldGroups = true }
    if isGlobal {
      return captureAll(expression, value, groups, scratch)
    }
    for group in 0..<groups {
      if let range = scratch.regularExpressions.range(of: group) { scratch.match.set(group, range) }
    }
    return .match
  }

  // ModSecurity numbers the groups of the next match from the number of captures before it on, and leaves out groups
  // that took no part. It ends where no number is left that can be named.
  private func captureAll(
    _ expression: RegularExpression, _ value: UnsafeRawBufferPointer, _ groups: Int, _ scratch: OperatorScratch
  ) -> OperatorResult {
    var result = RegexResult.match(groups: groups)
    var captured = 0
    while case .match(let groups) = result, let whole = scratch.regularExpressions.range(of: 0) {
      let first = captured
      for group in 0..<groups {
        guard let range = scratch.regularExpressions.range(of: group) else { continue }
        scratch.match.set(first + group, range)
        captured += 1
      }
      guard captured < OperatorMatch.groupCount, whole.upperBound < value.count || !whole.isEmpty else { break }
      let start = whole.isEmpty ? whole.upperBound + 1 : whole.upperBound
      result = expression.match(value, from: start, scratch: scratch.regularExpressions)
    }
    return .match
  }

  private static func result(_ result: RegexResult) -> OperatorResult {
    switch result {
    case .match: .match
    case .noMatch: .noMatch
    // What the library cannot do is no answer either.
    case .limit, .failure: .limitExceeded
    }
  }
}
