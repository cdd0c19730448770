/// What a set is wanted for.
package enum PatternPreference: UInt8, Sendable, Hashable {
  /// A set bit should say that the expression occurs.
  case exactness
  /// Bits are looked into with the expression itself, so that what counts is how fast a text is searched: expressions
  /// are taken for short texts that occur in all that they match, where there are such.
  case speed
}
