/// What an operator found, before any negation.
package enum OperatorResult: Sendable, Hashable {
  case noMatch
  case match
  /// A limit of the regular expression engine was reached, so it is neither. ModSecurity takes it for no match.
  case limitExceeded
}
