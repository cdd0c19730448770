/// Which rules a removal or an update concerns.
package enum RuleSelection: Sendable, Hashable {
  /// In ascending order, and none overlaps another.
  case ids([ClosedRange<Int>])
  /// Compared as a whole with each tag of a rule, as in ModSecurity 3.
  case tag(String)
  /// Compared as a whole with a rule's message.
  case message(String)
}
