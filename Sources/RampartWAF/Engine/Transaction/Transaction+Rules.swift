extension Transaction {
  /// Whether a rule matches with its whole chain; then its actions have been done.
  func evaluate(_ rule: PlanRule, at place: Int) -> Bool {
    if rule.links.count == 1, let comparison = rule.links[0].comparison, memory.strategy == .gated,
      !plan.disturbed.contains(bit: place)
    {
      guard holds(comparison, rule.links[0]) else {
        clearMatched()
        return false
      }
    }
    reported.removeAll()
    for (number, link) in rule.links.enumerated() {
      guard matches(link, of: rule, at: number == 0 ? place : -1) else {
        clearMatched()
        return false
      }
      if let severity = link.severity { highestSeverity = min(highestSeverity, severity) }
    }
    complete(rule)
    return true
  }

  private func holds(_ test: TXComparison, _ link: PlanLink) -> Bool {
    let value = tx[test.slot]
    let relation = test.comparison.relation
    let left: Int64
    if test.isCount {
      left = value.isSet ? 1 : 0
    } else {
      guard value.isSet else { return false }
      left = value.comparable(relation)
    }
    var right = test.comparison.literal ?? 0
    if test.comparison.literal == nil, case .tx(let slot)? = link.argument?.parts.first, tx[slot].isSet {
      right = tx[slot].comparable(relation)
    }
    return test.holds(left, right)
  }

  private func complete(_ rule: PlanRule) {
    if rule.isLogged { report(rule) }
    if !rule.description.sanitised.isEmpty { sanitised.add(rule.description.sanitised, matchedNames) }
    for link in rule.links.reversed() {
      for control in link.controls { apply(control) }
    }
    switch rule.disruption {
    case .pass: break
    case .deny: intervene(.deny, status: rule.status, cause: .rule(rule.description.id))
    case .drop: intervene(.drop, status: rule.status, cause: .rule(rule.description.id))
    case .redirect(let target):
      let status = (300...399).contains(rule.status) ? rule.status : 302
      intervene(.redirect(Array(expand(target))), status: status, cause: .rule(rule.description.id))
    case .allow(let scope): if engine == .on { allowed = scope }
    }
  }

  private func report(_ rule: PlanRule) {
    guard matches.count < firewall.options.reportedMatches else {
      areMatchesCut = true
      return
    }
    matches.append(
      MatchedRule(
        rule: rule.description, message: text(rule.message), isMessageFixed: rule.message?.isLiteral ?? true,
        logData: text(rule.logData),
        expandedTags: rule.tags.map { Array(expand($0)) },
        values: reported.indices.map { reported[$0] }.map {
          MatchedRule.Value(name: Array($0.name(store)), value: Array($0.value))
        }))
  }

  /// With what the whole chain has matched and captured.
  private func text(_ macro: MacroPlan?) -> [UInt8] { macro.map { Array(expand($0)) } ?? [] }

  private var matchedNames: [[UInt8]] { matchedValues.indices.map { Array(matchedValues[$0].name(store)) } }
}
