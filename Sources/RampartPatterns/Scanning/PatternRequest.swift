/// What one bit of a set stands for: it is set where any of the expressions occurs.
package struct PatternRequest: Sendable, Hashable {
  /// The number of the bit. More than one request may have it; then any of them sets it.
  package var id: Int
  package var expressions: [PatternExpression]

  package init(id: Int, expressions: [PatternExpression]) {
    self.id = id
    self.expressions = expressions
  }
}
