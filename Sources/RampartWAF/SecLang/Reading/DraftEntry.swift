/// What stands in a rule file, in order.
enum DraftEntry: Sendable {
  case rule(RuleDraft)
  case marker(String)
}
