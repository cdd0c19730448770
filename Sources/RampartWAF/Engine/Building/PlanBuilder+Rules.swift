import RampartPatterns

extension PlanBuilder {
  mutating func compile(_ rule: Rule, at index: Int) throws(FirewallError) -> PlanRule {
    var links: [PlanLink] = []
    for (number, link) in ([rule] + rule.chain).enumerated() {
      links.append(try compile(link: link, isFirst: number == 0))
    }
    let actions = rule.actions
    return PlanRule(
      description: RuleDescription(rule), links: links, disruption: disruption(actions),
      status: actions.status ?? 403, isLogged: actions.logs || actions.auditLogs,
      tags: actions.tags.filter { $0.literal == nil }.map { compile($0) }, jump: jumps[index])
  }

  private mutating func disruption(_ actions: RuleActions) -> PlanRule.Disruption {
    switch actions.disruption {
    case .deny: .deny
    case .drop: .drop
    case .redirect(let target): .redirect(compile(target))
    case .allow(let scope): .allow(scope)
    case .pass, nil: .pass
    }
  }

  private mutating func compile(link: Rule, isFirst: Bool) throws(FirewallError) -> PlanLink {
    var parts = PlanLink.Parts()
    parts.targets = try targets(of: link)
    if let condition = link.condition {
      do throws(OperatorError) {
        parts.condition = try CompiledOperator(condition)
      } catch {
        throw FirewallError(code: error.code, detail: error.detail, position: link.position)
      }
      if parts.condition?.needsArgument == true { parts.argument = compile(condition.argument) }
    }
    parts.transformations = link.transformations
    parts.nodes = plan.trie.path(link.transformations)
    parts.node = parts.nodes[parts.nodes.count - 1]
    parts.isMultiMatch = link.isMultiMatch
    parts.captures = link.captures
    parts.assignments = link.actions.assignments.map { compile($0) }
    parts.controls = try controls(link.actions.controls, at: link.position)
    parts.message = link.actions.message.map { compile($0) }
    parts.logData = link.actions.logData.map { compile($0) }
    parts.severity = link.actions.severity?.rawValue
    parts.comparison = comparison(parts)
    if isFirst { parts.gate = gate(of: parts) }
    return PlanLink(parts)
  }

  private func comparison(_ parts: PlanLink.Parts) -> TXComparison? {
    guard let condition = parts.condition, let numeric = condition.comparison, parts.transformations.isEmpty,
      parts.targets.count == 1, case .tx(let slot) = parts.targets[0].source, parts.targets[0].exclusions.isEmpty
    else { return nil }
    if numeric.literal == nil {
      guard let argument = parts.argument, argument.parts.count == 1, case .tx = argument.parts[0] else { return nil }
    }
    return TXComparison(
      slot: slot, isCount: parts.targets[0].isCount, comparison: numeric, isNegated: condition.isNegated)
  }

  /// The gate that lets values through to a link; -1 where the operator must be asked in any case.
  private mutating func gate(of parts: PlanLink.Parts) -> Int {
    guard let condition = parts.condition, !condition.isNegated, !parts.targets.isEmpty,
      case .patterns(let expressions, _) = condition.gate
    else { return -1 }
    for target in parts.targets {
      guard case .values = target.source, !target.isCount else { return -1 }
    }
    if let number = gateNumbers[expressions] { return number }
    let number = gateExpressions.count
    gateNumbers[expressions] = number
    gateExpressions.append(expressions)
    return number
  }
}
