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

  /// Whether it only counts, marks or jumps.
  var isPassing: Bool { if case .pass = disruption { true } else { false } }

  /// Whether it may show or look at what the rule before it has matched.
  var looksAtMatches: Bool {
    links.contains { link in
      link.macros.contains(where: \.looksAtMatches)
        || link.targets.contains {
          [.matchedVar, .matchedVarName, .matchedVars, .matchedVarsNames].contains($0.variable)
        }
    } || (tags + [redirection].compactMap(\.self)).contains(where: \.looksAtMatches) || !description.sanitised.isEmpty
  }

  private var redirection: MacroPlan? { if case .redirect(let target) = disruption { target } else { nil } }

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
