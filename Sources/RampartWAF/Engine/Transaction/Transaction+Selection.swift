import RampartPatterns

extension Transaction {
  /// The variables that are taken away from the rule at a place.
  func removals(of place: Int) -> [PlanTarget] {
    removedTargets.compactMap { removal in
      removal.rules.contains(bit: place) ? removal.target : nil
    }
  }

  func isRemoved(_ target: PlanTarget, _ removals: [PlanTarget]) -> Bool {
    removals.contains { removal in
      guard removal.variable == target.variable else { return false }
      if case .all = removal.selector { return true }
      return false
    }
  }

  /// Whether a value of the table is one that a rule looks at.
  @inline(__always)
  func selects(_ target: PlanTarget, _ index: Int, _ removals: [PlanTarget]) -> Bool {
    let key = table.values[index].key
    switch target.selector {
    case .all: break
    case .key(let wanted): guard key == wanted else { return false }
    case .pattern(let pattern): guard isFound(pattern, table.values[index].name) else { return false }
    }
    if !target.exclusions.isEmpty {
      for exclusion in target.exclusions where isMeant(exclusion, key, table.values[index].name) { return false }
    }
    if !removals.isEmpty {
      for removal in removals where removal.variable == target.variable {
        if isMeant(removal.selector, key, table.values[index].name) { return false }
      }
    }
    return true
  }

  private func isMeant(_ selector: PlanTarget.Selector, _ key: Int32, _ name: Bytes) -> Bool {
    switch selector {
    case .all: true
    case .key(let wanted): key == wanted
    case .pattern(let pattern): isFound(pattern, name)
    }
  }

  private func isFound(_ pattern: RegularExpression, _ text: Bytes) -> Bool {
    if case .match = pattern.match(text, wantsGroups: false, scratch: memory.operators.regularExpressions) {
      return true
    }
    return false
  }

  /// The same for members of `TX` and the like, whose names are no keys of the plan.
  func selects(_ target: PlanTarget, name: Bytes, _ removals: [PlanTarget]) -> Bool {
    let key = plan.keys.find(name)
    guard isMeant(target.selector, key, name) else { return false }
    for exclusion in target.exclusions where isMeant(exclusion, key, name) { return false }
    for removal in removals where removal.variable == target.variable {
      if isMeant(removal.selector, key, name) { return false }
    }
    return true
  }

  /// `&ARGS`
  func count(_ target: PlanTarget, _ removals: [PlanTarget]) -> Int {
    guard case .values(let kinds) = target.source else {
      var count = 0
      forEachOther(target, removals) { _ in count += 1 }
      return count
    }
    return kinds.reduce(0) { count, kind in
      if kind.isSingle { return count + (isRemoved(target, removals) ? 0 : 1) }
      return table.range(kind).reduce(count) { $0 + (selects(target, $1, removals) ? 1 : 0) }
    }
  }

  /// The values of a variable that is in no table.
  func forEachOther(_ target: PlanTarget, _ removals: [PlanTarget], _ body: (MatchedValue) -> Void) {
    switch target.source {
    case .values, .nothing: break
    case .tx(let slot):
      guard tx[slot].isSet else { return }
      if !removals.isEmpty || !target.exclusions.isEmpty {
        let key = plan.literals[target.key]
        guard selects(target, name: key, removals) else { return }
      }
      body(MatchedValue(variable: .tx, key: plan.literals[target.key], value: tx[slot].bytes(store)))
    case .allTX: forEachTX(target, removals, body)
    case .matchedValues, .matchedNames: forEachMatched(target, removals, body)
    case .computed: forEachComputed(target, removals, body)
    }
  }

  private func forEachTX(_ target: PlanTarget, _ removals: [PlanTarget], _ body: (MatchedValue) -> Void) {
    // What the body sets is not seen: the members are those at the start.
    var members: [MatchedValue] = []
    let isPlain = target.exclusions.isEmpty && removals.isEmpty
    if let slots = plan.selectedSlots[ObjectIdentifier(target)], isPlain, memory.strategy == .gated {
      for slot in slots where tx[slot].isSet { members.append(member(slot)) }
    } else {
      for slot in tx.indices where tx[slot].isSet {
        let member = member(slot)
        if selects(target, name: member.key, removals) { members.append(member) }
      }
    }
    for index in dynamicTX.indices where selects(target, name: dynamicTX[index].key, removals) {
      let value = dynamicTX[index].value.bytes(store)
      members.append(MatchedValue(variable: .tx, key: dynamicTX[index].key, value: value))
    }
    for member in members { body(member) }
  }

  private func member(_ slot: Int) -> MatchedValue {
    let name = plan.txKeys.names[slot].withUnsafeBytes { store.copy($0) }
    return MatchedValue(variable: .tx, key: name, value: tx[slot].bytes(store))
  }

  private func forEachMatched(_ target: PlanTarget, _ removals: [PlanTarget], _ body: (MatchedValue) -> Void) {
    // What the body matches is appended, and not looked at.
    for index in matchedValues.indices {
      let value = matchedValues[index]
      let name = value.name(store)
      guard selects(target, name: name, removals) else { continue }
      let isName = if case .matchedNames = target.source { true } else { false }
      body(MatchedValue(variable: target.variable, key: name, value: isName ? name : value.value))
    }
  }

  private func forEachComputed(_ target: PlanTarget, _ removals: [PlanTarget], _ body: (MatchedValue) -> Void) {
    guard !isRemoved(target, removals) else { return }
    let key = plan.literals[target.key]
    guard let value = computed(target.variable, key: key) else { return }
    body(MatchedValue(variable: target.variable, key: key, value: value))
  }
}
