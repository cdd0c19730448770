import RampartPatterns

extension PlanBuilder {
  /// Decides for each rule whether it waits for a pattern, and compiles the patterns.
  mutating func gate() throws(FirewallError) {
    let reachable = Reachability.predict(plan)
    let effects = RuleEffects(plan)
    plan.disturbed = effects.disturbed
    let settled = SettledRules(plan, effects)
    plan.start = StartValues(settled.start)
    plan.gates.count = gateExpressions.count
    plan.gates.rules = Array(repeating: [], count: 6 * gateExpressions.count)
    var wishes = GateWishes(plan)
    for (index, rule) in plan.rules.enumerated() {
      if settled.contains(index) { continue }
      let link = rule.links[0]
      if case .never = link.condition?.gate, link.condition?.isNegated == false { continue }
      // A rule that is not expected to be reached costs nothing where it is not, and is asked where it is.
      guard link.gate >= 0, reachable[index] else {
        plan.always.insert(bit: index)
        continue
      }
      let phase = rule.description.phase
      plan.gates.rules[phase * gateExpressions.count + link.gate].append(Int32(index))
      wishes.add(link, phase: phase, plan)
    }
    plan.gates.wanted = wishes.wanted(plan)
    if !isRehearsal { try compile(wishes.groups) }
  }

  private mutating func compile(_ groups: [Set<Int>]) throws(FirewallError) {
    let cache = options.patternCacheFolder.map { PatternCache(folder: $0) }
    for group in groups {
      let requests = group.sorted().map { PatternRequest(id: $0, expressions: gateExpressions[$0]) }
      do throws(PatternError) {
        let patterns = try PatternSet.compile(requests, cache: cache)
        plan.gates.append(patterns, of: mask(group))
      } catch {
        throw FirewallError(code: error.code, detail: error.detail, position: nil)
      }
    }
  }

  private func mask(_ gates: Set<Int>) -> [UInt64] {
    gates.reduce(into: Array(repeating: 0, count: plan.gates.words)) { $0.insert(bit: $1) }
  }
}
