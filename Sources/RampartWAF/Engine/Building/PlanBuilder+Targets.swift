import RampartPatterns

extension PlanBuilder {
  mutating func targets(of link: Rule) throws(FirewallError) -> [PlanTarget] {
    var result: [PlanTarget] = []
    let excluded = link.targets.filter(\.isExclusion)
    for target in link.targets where !target.isExclusion {
      let own = excluded.filter { $0.variable == target.variable }
      // The variable as a whole is left out.
      if own.contains(where: { $0.selector == .all || $0.selector == target.selector }) { continue }
      var exclusions: [PlanTarget.Selector] = []
      for exclusion in own { exclusions.append(try selector(exclusion, at: link.position)) }
      result.append(try compile(target, exclusions: exclusions, at: link.position))
    }
    return result
  }

  mutating func compile(
    _ target: RuleTarget, exclusions: [PlanTarget.Selector] = [], at position: RulePosition
  ) throws(FirewallError) -> PlanTarget {
    plan.uses.insert(target.variable)
    var text = ""
    if case .key(let key) = target.selector { text = key }
    let chosen = try selector(target, at: position)
    let source = source(of: target)
    if case .values(let kinds) = source {
      for case .key(let key) in [chosen] + exclusions {
        for kind in kinds { namedKeys[kind, default: []].insert(key) }
      }
    }
    return PlanTarget(
      variable: target.variable, source: source, selector: chosen, isCount: target.isCount, exclusions: exclusions,
      key: literal(text))
  }

  private mutating func selector(
    _ target: RuleTarget, at position: RulePosition
  ) throws(FirewallError) -> PlanTarget.Selector {
    switch target.selector {
    case .all, .path: return .all
    case .key(let key): return .key(Int32(plan.keys.insert(key)))
    case .pattern(let pattern):
      do throws(RegularExpressionError) {
        return .pattern(try RegularExpression(Array(pattern.utf8), options: [.caseless, .dotAll]))
      } catch {
        throw FirewallError(
          code: "waf.selector", detail: "`/\(pattern)/` is no regular expression: \(error)", position: position)
      }
    }
  }

  private mutating func source(of target: RuleTarget) -> PlanTarget.Source {
    var path: String?
    if case .path(let text) = target.selector { path = text }
    let kinds = ValueKind.kinds(of: target.variable, path: path)
    if !kinds.isEmpty { return .values(kinds) }
    switch target.variable {
    case .tx:
      if case .key(let key) = target.selector { return .tx(slot: plan.txKeys.insert(key)) }
      return .allTX
    case .matchedVars: return .matchedValues
    case .matchedVarsNames: return .matchedNames
    case .ip, .global, .session, .user, .resource, .env, .geo, .filesTemporaryNames: return .nothing
    default: return .computed
    }
  }
}
