/// How rules are evaluated. Both ways come to the same.
package enum Strategy: Sendable, Hashable {
  /// Values are scanned first, and rules without a chance to match are left out.
  case gated
  /// Every rule in turn, every transformation anew: the plain meaning of the rules, for tests.
  case sequential
}
