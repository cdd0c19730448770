/// What the rules of a plan may do to each other.
struct RuleEffects {
  private let plan: Plan
  /// For everything that may leave rules out of a transaction: which it leaves out.
  private let removals: [[UInt64]]
  /// Rules of which members of `TX` may be taken away.
  private(set) var disturbed: [UInt64]

  init(_ plan: Plan) {
    self.plan = plan
    removals = plan.conditional.map(\.removed) + plan.rules.flatMap { Self.removals(of: $0) }
    disturbed = Array(repeating: 0, count: plan.ruleWords)
    var targets = plan.removedTargets + plan.conditional.flatMap(\.targets)
    for case .removeTarget(let target, let rules) in plan.rules.flatMap({ $0.links.flatMap(\.controls) }) {
      targets.append(Plan.RemovedTarget(target: target, rules: rules))
    }
    for removal in targets where removal.target.variable == .tx {
      for word in disturbed.indices { disturbed[word] |= removal.rules[word] }
    }
  }

  func isDisturbed(_ place: Int) -> Bool { disturbed.contains(bit: place) }

  /// Rules that a rule may leave out of a transaction.
  static func removals(of rule: PlanRule) -> [[UInt64]] {
    rule.links.flatMap(\.controls).compactMap { if case .removeRules(let rules) = $0 { rules } else { nil } }
  }

  /// Whether a jump that always matches leaves out what it jumps over in every transaction: what takes the jump away
  /// must take that away too.
  func isTaken(_ place: Int, over range: Range<Int>) -> Bool {
    !plan.isRemoved(place)
      && removals.allSatisfy { removed in
        !removed.contains(bit: place) || range.allSatisfy { removed.contains(bit: $0) }
      }
  }

  /// Whether a match does nothing but set members of `TX` and jump.
  func isSilent(_ rule: PlanRule) -> Bool {
    !rule.isLogged && rule.isPassing && rule.description.sanitised.isEmpty
      && rule.links.allSatisfy { link in
        link.controls.isEmpty && link.severity == nil && !link.captures
          && link.assignments.allSatisfy { if case .slot = $0.key { true } else { false } }
      }
  }

  /// The members of `TX` that a rule may change.
  func written(by rule: PlanRule) -> Set<Int> {
    var slots: Set<Int> = []
    for link in rule.links {
      if link.captures { slots.formUnion(plan.captureSlots) }
      // An operator may give up.
      if link.condition != nil, link.comparison == nil { slots.insert(plan.limitsSlot) }
      for assignment in link.assignments {
        switch assignment.key {
        case .slot(let slot): slots.insert(slot)
        case .expanded(let name): slots.formUnion(slotsMeant(by: name))
        }
      }
    }
    return slots
  }

  /// The members of `TX` that a rule may look at; nil where it may be any.
  func read(by rule: PlanRule) -> Set<Int>? {
    var slots: Set<Int> = []
    for target in rule.links.flatMap(\.targets) {
      switch target.source {
      case .tx(let slot): slots.insert(slot)
      case .allTX: return nil
      default: break
      }
    }
    for part in (rule.links.flatMap(\.macros) + rule.tags).flatMap(\.parts) {
      switch part {
      case .tx(let slot): slots.insert(slot)
      case .variable(.tx, _): return nil
      default: break
      }
    }
    return slots
  }

  /// The members whose names a text with macros may come to.
  private func slotsMeant(by name: MacroPlan) -> [Int] {
    let (head, tail) = (literal(name.parts.first), literal(name.parts.last))
    return plan.txKeys.names.indices.filter { slot in
      let name = plan.txKeys.names[slot]
      return name.starts(with: head) && name.reversed().starts(with: tail.reversed())
    }
  }

  private func literal(_ part: MacroPlan.Part?) -> [UInt8] {
    guard case .literal(let range)? = part else { return [] }
    return plan.literals[range].map { ASCII.lowercased($0) }
  }
}
