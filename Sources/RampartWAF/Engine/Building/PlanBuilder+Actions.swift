import RampartCore

extension PlanBuilder {
  mutating func compile(_ text: MacroText) -> MacroPlan {
    MacroPlan(parts: text.parts.map { compile($0) })
  }

  private mutating func compile(_ part: MacroText.Part) -> MacroPlan.Part {
    switch part {
    case .literal(let text): return .literal(literal(text))
    case .variable(.tx, let key?): return .tx(plan.txKeys.insert(key))
    case .variable(.matchedVar, _): return .matchedValue
    case .variable(.matchedVarName, _): return .matchedName
    case .variable(let variable, let key):
      plan.uses.insert(variable)
      return .variable(variable, key: key.map { Int32(plan.keys.insert($0)) } ?? -1)
    }
  }

  mutating func compile(_ assignment: Assignment) -> PlanAssignment {
    let key: PlanAssignment.Key =
      assignment.key.literal.map { .slot(plan.txKeys.insert($0)) } ?? .expanded(compile(assignment.key))
    return PlanAssignment(key: key, change: compile(assignment.change))
  }

  private mutating func compile(_ change: Assignment.Change) -> PlanAssignment.Change {
    switch change {
    case .set(let text):
      guard let constant = text.literal else { return .set(compile(text)) }
      return .setLiteral(literal(constant), number: Self.sum(constant))
    case .add(let text): return sum(text, sign: 1)
    case .subtract(let text): return sum(text, sign: -1)
    case .delete: return .delete
    }
  }

  private mutating func sum(_ text: MacroText, sign: Int) -> PlanAssignment.Change {
    if let constant = text.literal { return .addNumber(sign * Self.sum(constant)) }
    return .add(compile(text), sign: sign)
  }

  private static func sum(_ text: String) -> Int {
    Array(text.utf8).withUnsafeBytes { TXValue.sum($0) }
  }

  mutating func controls(
    _ controls: [EngineControl], at position: RulePosition
  ) throws(FirewallError) -> [PlanControl] {
    var result: [PlanControl] = []
    for control in controls { result.append(try compile(control, at: position)) }
    return result
  }

  private mutating func compile(
    _ control: EngineControl, at position: RulePosition
  ) throws(FirewallError) -> PlanControl {
    switch control {
    case .removeRules(let selection): .removeRules(rules { Self.selects(selection, $0) })
    case .removeTarget(let target, let selection):
      .removeTarget(try compile(target, at: position), rules: rules { Self.selects(selection, $0) })
    case .requestBodyAccess(let isOn): .requestBodyAccess(isOn)
    case .responseBodyAccess(let isOn): .responseBodyAccess(isOn)
    case .auditEngine(let mode): .auditEngine(mode)
    case .ruleEngine(let mode): .ruleEngine(mode)
    case .requestBodyProcessor(let processor): .requestBodyProcessor(processor)
    case .forceRequestBodyVariable(let isOn): .forceRequestBody(isOn)
    case .auditLogParts: .none
    }
  }

  /// The rules that are meant, as bits.
  func rules(where isMeant: (Rule) -> Bool) -> [UInt64] {
    var bits = [UInt64](repeating: 0, count: (sources.count + 63) / 64)
    for (index, rule) in sources.enumerated() where isMeant(rule) { bits.insert(bit: index) }
    return bits
  }

  private static func selects(_ selection: RuleSelection, _ rule: Rule) -> Bool {
    switch selection {
    case .ids(let ranges): ranges.contains { $0.contains(rule.id) }
    case .tag(let tag): has(rule, tag: tag)
    case .message(let message): rule.actions.message?.literal == message
    }
  }

  static func has(_ rule: Rule, tag: String) -> Bool {
    rule.actions.tags.contains { $0.literal == tag }
  }

  /// The exclusions of the options.
  mutating func exclude() throws(FirewallError) {
    for exclusion in options.exclusions {
      let (removed, targets) = try compile(exclusion)
      for word in plan.removed.indices { plan.removed[word] |= removed[word] }
      plan.removedTargets += targets
    }
    for exclusion in options.conditionalExclusions { plan.conditional.append(try compile(exclusion)) }
  }

  private mutating func compile(
    _ exclusion: FirewallExclusion
  ) throws(FirewallError) -> (removed: [UInt64], targets: [Plan.RemovedTarget]) {
    let concerned = rules { rule in
      exclusion.rules.contains { $0.contains(rule.id) } || exclusion.tags.contains { Self.has(rule, tag: $0) }
    }
    try check(exclusion, concerned)
    var targets: [Plan.RemovedTarget] = []
    for target in exclusion.targets {
      let position = RulePosition(file: "exclusions", line: 0)
      targets.append(Plan.RemovedTarget(target: try compile(target, at: position), rules: concerned))
    }
    return (targets.isEmpty ? concerned : concerned.map { _ in 0 }, targets)
  }

  /// Rules of the Core Rule Set without which no other one has an effect: they set it up, and refuse for what was found.
  private static let judges = [900_990...900_990, 901_000...901_999, 949_000...949_999, 959_000...959_999]

  private mutating func check(_ exclusion: FirewallExclusion, _ concerned: [UInt64]) throws(FirewallError) {
    for ids in exclusion.rules where !sources.contains(where: { ids.contains($0.id) }) {
      let text = ids.count == 1 ? "rule \(ids.lowerBound)" : "rules \(ids.lowerBound)-\(ids.upperBound)"
      plan.notices.append("an exclusion names \(text), which the rule set does not have")
    }
    for tag in exclusion.tags where !sources.contains(where: { Self.has($0, tag: tag) }) {
      plan.notices.append("an exclusion names the tag \(Excerpt.of(tag)), which no rule has")
    }
    if let inner = exclusion.targets.first(where: { !$0.variable.isOfMessage }) {
      throw FirewallError(
        code: "waf.exclusion",
        detail: "`\(inner.variable.rawValue)` is what rules have made and no part of a request: "
          + "an exclusion of it would keep them from counting", position: nil)
    }
    guard exclusion.targets.isEmpty else { return }
    for (index, rule) in sources.enumerated() where concerned.contains(bit: index) {
      guard Self.judges.contains(where: { $0.contains(rule.id) }) else { continue }
      throw FirewallError(
        code: "waf.exclusion",
        detail: "an exclusion leaves out rule \(rule.id), without which the others refuse nothing: if that is meant, "
          + "`mode: detect` or `mode: off` say so", position: nil)
    }
  }
}
