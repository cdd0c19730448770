/// An expression that is none.
package struct RegularExpressionError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What the library says.
  package var message: String
  /// Where, in bytes from the start of the expression.
  package var offset: Int

  package var description: String { "\(message) at offset \(offset)" }
}
