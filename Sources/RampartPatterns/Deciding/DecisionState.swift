/// The program of an expression, made when the first long text comes.
enum DecisionState: Sendable {
  case notMade(PatternExpression)
  /// Nil where none can be made.
  case made(DecisionProgram?)
}
