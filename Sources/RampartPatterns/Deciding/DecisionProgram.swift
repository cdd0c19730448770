/// What decides in linear time whether, and from where on, an expression matches.
// Immutable; the identity is what working memory is kept by.
final class DecisionProgram: Sendable {
  /// Whether it matches the same as the expression, and not only wherever the expression does.
  let isExact: Bool
  let symbols: SymbolTable
  let forward: Automaton
  let backward: Automaton

  /// Nil where the expression has something in it that is not known, or becomes too large.
  init?(_ expression: PatternExpression) {
    guard let (node, isExact) = ExpressionParser.read(expression) else { return nil }
    let isMultiline = expression.options.contains(.multiline)
    guard let forward = try? AutomatonBuilder.build(node, isReversed: false, isMultiline: isMultiline),
      let backward = try? AutomatonBuilder.build(node, isReversed: true, isMultiline: isMultiline)
    else { return nil }
    self.isExact = isExact
    self.forward = forward
    self.backward = backward
    symbols = SymbolTable(separating: forward.sets, conditions: forward.setsOfConditions)
  }
}
