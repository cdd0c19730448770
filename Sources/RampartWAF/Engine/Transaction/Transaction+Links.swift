import RampartPatterns

extension Transaction {
  /// Whether some value of a link's variables matches. Every one that does has its effect.
  ///
  /// - Parameter place: that of the rule, or -1 for a link behind the first, which no removal of variables concerns.
  func matches(_ link: PlanLink, of rule: PlanRule, at place: Int) -> Bool {
    guard let condition = link.condition else {
      currentRule = rule
      for assignment in link.assignments { apply(assignment) }
      return true
    }
    let removals = place >= 0 && removalPlaces[place >> 6] & 1 << UInt64(place & 63) != 0 ? removals(of: place) : []
    // A rule that nobody expected to be reached was not scanned for.
    let isGated = place >= 0 && link.gate >= 0 && !plan.always.contains(bit: place)
    var isMatched = false
    for target in link.targets {
      if target.isCount {
        let number = store.decimal(self.count(target, removals))
        if test(link, condition, MatchedValue(variable: target.variable, key: .empty, value: number), rule) {
          isMatched = true
        }
      } else if matches(target, link, condition, rule, removals, isGated) {
        isMatched = true
      }
    }
    return isMatched
  }

  private func matches(
    _ target: PlanTarget, _ link: PlanLink, _ condition: CompiledOperator, _ rule: PlanRule, _ removals: [PlanTarget],
    _ isGated: Bool
  ) -> Bool {
    var isMatched = false
    switch target.source {
    case .values(let kinds):
      for kind in kinds where matches(kind, target, link, condition, rule, removals, isGated) { isMatched = true }
    default:
      forEachOther(target, removals) { value in
        if test(link, condition, value, rule) { isMatched = true }
      }
    }
    return isMatched
  }

  /// The values of one kind, of which those without a chance are left out.
  private func matches(
    _ kind: ValueKind, _ target: PlanTarget, _ link: PlanLink, _ condition: CompiledOperator, _ rule: PlanRule,
    _ removals: [PlanTarget], _ isGated: Bool
  ) -> Bool {
    let range = table.range(kind)
    var isMatched = false
    if range.isEmpty, kind.isSingle, !isRemoved(target, removals) {
      return test(link, condition, MatchedValue(variable: target.variable, key: .empty, value: .empty), rule)
    }
    for index in range where selects(target, index, removals) {
      if memory.strategy == .sequential {
        let value = table.values[index]
        if test(link, condition, MatchedValue(variable: target.variable, key: value.name, value: value.bytes), rule) {
          isMatched = true
        }
      } else if matches(index, target, link, condition, rule, isGated) {
        isMatched = true
      }
    }
    return isMatched
  }

  private func matches(
    _ index: Int, _ target: PlanTarget, _ link: PlanLink, _ condition: CompiledOperator, _ rule: PlanRule,
    _ isGated: Bool
  ) -> Bool {
    if isGated, !table.mayHit(link.gate, index) { return false }
    let name = table.values[index].name
    guard link.isMultiMatch else {
      let content = table.content(index, at: link.node)
      if isGated, !table.hasHit(link.gate, content) { return false }
      let bytes = table.contents[Int(content)].bytes
      return tryOne(link, condition, MatchedValue(variable: target.variable, key: name, value: bytes), rule)
    }
    var isMatched = false
    var last: Int32 = -1
    for node in link.nodes {
      let content = table.content(index, at: node)
      // Only what a transformation has changed is tried again.
      guard content != last else { continue }
      last = content
      if isGated, !table.hasHit(link.gate, content) { continue }
      let bytes = table.contents[Int(content)].bytes
      if tryOne(link, condition, MatchedValue(variable: target.variable, key: name, value: bytes), rule) {
        isMatched = true
      }
    }
    return isMatched
  }

  /// Transforms a value that is in no table and tries it.
  private func test(
    _ link: PlanLink, _ condition: CompiledOperator, _ value: MatchedValue, _ rule: PlanRule
  ) -> Bool {
    var value = value
    var isMatched = link.isMultiMatch && tryOne(link, condition, value, rule)
    for transformation in link.transformations {
      memory.output.removeAll(keepingCapacity: true)
      guard transformation.apply(value.value, to: &memory.output) else { continue }
      value.value = memory.output.withUnsafeBytes { store.copy($0) }
      if link.isMultiMatch, tryOne(link, condition, value, rule) { isMatched = true }
    }
    if !link.isMultiMatch { isMatched = tryOne(link, condition, value, rule) }
    return isMatched
  }

  /// Asks the operator; a match has its effect at once.
  private func tryOne(
    _ link: PlanLink, _ condition: CompiledOperator, _ value: MatchedValue, _ rule: PlanRule
  ) -> Bool {
    if link.argument != nil { currentRule = rule }
    let argument = link.argument.map { expand($0) }
    memory.operators.wantsCaptures = link.captures
    let result = condition.evaluate(value.value, argument: argument, scratch: memory.operators)
    // Without its groups a match may mean something else to the rules behind it.
    if result == .limitExceeded || memory.operators.hasWithheldGroups {
      memory.operators.hasWithheldGroups = false
      hasExceededLimit = true
      tx[plan.limitsSlot] = TXValue(1)
    }
    guard (result == .match) != condition.isNegated else { return false }
    currentRule = rule
    if link.captures, !condition.isNegated { capture(value.value) }
    matchedValues.append(value)
    if rule.isLogged, reported.count < firewall.options.reportedValues { reported.append(value) }
    for assignment in link.assignments { apply(assignment) }
    return true
  }

  private func capture(_ value: Bytes) {
    for number in 0..<memory.operators.match.count {
      guard let range = memory.operators.match[number], range.upperBound <= value.count else { continue }
      tx[plan.captureSlots[number]] = TXValue(value.part(range))
    }
    if !memory.operators.match.text.isEmpty {
      tx[plan.captureSlots[0]] = TXValue(memory.operators.match.text.withUnsafeBytes { store.copy($0) })
    }
  }
}
