/// One rule with its chain, compiled.
final class PlanRule: Sendable {
  enum Disruption: Sendable {
    case pass
    case deny
    case drop
    case redirect(MacroPlan)
    case allow(RuleActions.AllowScope)
  }

  /// What the log says about it.
  let description: RuleDescription
  let links: [PlanLink]
  let disruption: Disruption
  let status: Int
  let isLogged: Bool
  /// Also in the log where a match is only written to the audit log.
  let tags: [MacroPlan]
  /// Where evaluation goes on after a match, as an index of the plan; nil for the next rule.
  let jump: Int?

  /// Of the last link that has one.
  var message: MacroPlan? { links.last { $0.message != nil }?.message }
  var logData: MacroPlan? { links.last { $0.logData != nil }?.logData }

  init(
    description: RuleDescription, links: [PlanLink], disruption: Disruption, status: Int, isLogged: Bool,
    tags: [MacroPlan], jump: Int?
  ) {
    self.description = description
    self.links = links
    self.disruption = disruption
    self.status = status
    self.isLogged = isLogged
    self.tags = tags
    self.jump = jump
  }
}
