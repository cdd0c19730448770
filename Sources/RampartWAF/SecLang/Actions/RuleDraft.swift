/// A rule while it is read: what the defaults of its phase may still fill in is open.
struct RuleDraft: Sendable {
  enum Disruption: Sendable {
    case block
    case certain(RuleActions.Disruption)
  }

  var rule: Rule
  var phase: Int?
  var disruption: Disruption?
  var logs: Bool?
  var auditLogs: Bool?
  /// After a `t:none` the defaults add no transformation.
  var hasNoneTransformation = false
  var isChained = false
  var links: [RuleDraft] = []
  /// Something in it was refused; what follows from that is not reported as well.
  var isBroken = false

  init(at position: RulePosition) {
    rule = Rule(id: 0, phase: 2, position: position)
  }
}
