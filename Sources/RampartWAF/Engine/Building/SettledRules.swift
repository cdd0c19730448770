/// Rules whose outcome is the same in every transaction, because it hangs on members of `TX` that no request changes.
/// They are evaluated once, when the rule set is compiled: the default settings at its start, and the gates of the
/// paranoia levels with all that they jump over.
///
/// INVARIANT: leaving the settled rules out, and starting with ``start``, comes to the same as evaluating all rules, for a
/// transaction whose phases begin with the first. What is not surely settled is not settled.
struct SettledRules {
  /// What is in `TX` when a transaction begins, with all that settled rules set.
  private(set) var start: [Int: String]
  /// One bit for each rule of the plan that need not be asked.
  private var bits: [UInt64]

  private let plan: Plan
  private let effects: RuleEffects

  init(_ plan: Plan, _ effects: RuleEffects) {
    self.plan = plan
    self.effects = effects
    bits = Array(repeating: 0, count: plan.ruleWords)
    var values = KnownValues(plan)
    start = values.texts
    let end = settleBeginning(&values)
    for index in plan.rules.indices where !bits.contains(bit: index) {
      for slot in effects.written(by: plan.rules[index]) { values.forget(slot) }
    }
    settleRest(from: end, values)
  }

  func contains(_ place: Int) -> Bool { bits.contains(bit: place) }

  /// What the first rules set is set before all others, unless one of those that depend on the request and stand before
  /// them looks at it or changes it.
  ///
  /// - Returns: the first rule behind, which may jump, or decide, or stands behind the last.
  private mutating func settleBeginning(_ values: inout KnownValues) -> Int {
    let phase = plan.phases[1]
    var touched: Set<Int> = []
    var removed = plan.conditional.map(\.removed)
    var index = phase.lowerBound
    while index < phase.upperBound {
      let rule = plan.rules[index]
      var after = values
      switch outcome(of: index, &after) {
      case .isRemoved, .noMatch:
        bits.insert(bit: index)
        index += 1
      case .match(let next)
      where !removed.contains { $0.contains(bit: index) }
        && effects.written(by: rule).allSatisfy { after.isKnown($0) && !touched.contains($0) }:
        for skipped in index..<min(next, phase.upperBound) { bits.insert(bit: skipped) }
        values = after
        for slot in effects.written(by: rule) { start[slot] = values.texts[slot] }
        index = next
      case .match, .depends:
        guard let looked = effects.read(by: rule), rule.isPassing, rule.jump == nil else { return index }
        let written = effects.written(by: rule)
        touched.formUnion(looked)
        touched.formUnion(written)
        for slot in written { values.forget(slot) }
        removed += RuleEffects.removals(of: rule)
        index += 1
      }
    }
    return index
  }

  /// Rules that cannot match, jumps that are always taken, and what no way leads to.
  private mutating func settleRest(from end: Int, _ values: KnownValues) {
    for (number, phase) in plan.phases.enumerated() {
      let first = number == 1 ? end : phase.lowerBound
      var reached = Set([first])
      var jumps: [(from: Int, to: Int)] = []
      for index in first..<phase.upperBound where !bits.contains(bit: index) {
        guard reached.contains(index) else {
          bits.insert(bit: index)
          continue
        }
        var after = values
        switch outcome(of: index, &after) {
        case .isRemoved, .noMatch:
          bits.insert(bit: index)
          reached.insert(index + 1)
        case .match(let next)
        where effects.written(by: plan.rules[index]).isEmpty && effects.isTaken(index, over: index + 1..<next):
          jumps.append((index, next))
          reached.insert(next)
        case .match, .depends:
          reached.insert(index + 1)
          if let jump = plan.rules[index].jump { reached.insert(max(jump, index + 1)) }
        }
      }
      // A jump is needed as long as another way leads to something that it jumps over.
      for jump in jumps.reversed() where (jump.from + 1..<jump.to).allSatisfy({ bits.contains(bit: $0) }) {
        bits.insert(bit: jump.from)
      }
    }
  }

  private enum Outcome {
    /// No transaction has it.
    case isRemoved
    case depends
    case noMatch
    /// Nothing happens but that members of `TX` change and evaluation goes on at a place.
    case match(next: Int)
  }

  private func outcome(of index: Int, _ values: inout KnownValues) -> Outcome {
    let rule = plan.rules[index]
    if plan.isRemoved(index) { return .isRemoved }
    if effects.isDisturbed(index) { return .depends }
    if values.outcome(rule.links[0]) == false { return .noMatch }
    // What the first links of a chain do is done even where the last does not match.
    guard values.outcome(rule) == true, effects.isSilent(rule) else { return .depends }
    let next = max(index + 1, rule.jump ?? 0)
    return isOverlooked(from: next, phase: rule.description.phase, values) ? .match(next: next) : .depends
  }

  /// Whether nobody looks at what a rule before a place has matched: it is there until a rule does not match.
  private func isOverlooked(from place: Int, phase: Int, _ values: KnownValues) -> Bool {
    var values = values
    // Behind a jump, the rule that does not match may not be come to.
    var mayJump = false
    for index in place..<max(place, plan.phases[phase].upperBound) {
      let rule = plan.rules[index]
      if rule.looksAtMatches { return false }
      let isCleared = plan.isRemoved(index) || !effects.isDisturbed(index) && values.outcome(rule.links[0]) == false
      if isCleared, !mayJump { return true }
      if rule.jump != nil { mayJump = true }
      for slot in effects.written(by: rule) { values.forget(slot) }
    }
    return true
  }
}
