extension Transaction {
  /// Whether a rule matches with its whole chain; then its actions have been done.
  func evaluate(_ rule: PlanRule, at place: Int) -> Bool {
    if rule.links.count == 1, let comparison = rule.links[0].comparison, memory.strategy == .gated {
      guard holds(comparison, rule.links[0]) else {
        clearMatched()
        return false
      }
    }
    currentRule = rule.description
    reported.removeAll()
    pendingMessage = nil
    pendingLogData = nil
    for (number, link) in rule.links.enumerated() {
      guard matches(link, of: rule, at: number == 0 ? place : -1) else {
        clearMatched()
        return false
      }
      if let severity = link.severity { highestSeverity = min(highestSeverity, severity) }
      if rule.isLogged { expandTexts(link) }
    }
    complete(rule)
    return true
  }

  private func holds(
    _ comparison: (slot: Int, isCount: Bool, with: NumericComparison, isNegated: Bool), _ link: PlanLink
  ) -> Bool {
    let value = tx[comparison.slot]
    let left: Int64
    if comparison.isCount {
      left = value.isSet ? 1 : 0
    } else {
      guard value.isSet else { return false }
      left = value.comparable(comparison.with.relation)
    }
    var right = comparison.with.literal ?? 0
    if comparison.with.literal == nil, case .tx(let slot)? = link.argument?.parts.first, tx[slot].isSet {
      right = tx[slot].comparable(comparison.with.relation)
    }
    return comparison.with.holds(left, right) != comparison.isNegated
  }

  /// What a link says, as it is when the link has matched; later links say it anew.
  private func expandTexts(_ link: PlanLink) {
    if let message = link.message { pendingMessage = Array(expand(message)) }
    if let logData = link.logData { pendingLogData = Array(expand(logData)) }
  }

  private func complete(_ rule: PlanRule) {
    for link in rule.links.reversed() {
      for control in link.controls { apply(control) }
    }
    if rule.isLogged { report(rule) }
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
        rule: rule.description, message: pendingMessage ?? [], logData: pendingLogData ?? [],
        expandedTags: rule.tags.map { Array(expand($0)) },
        values: reported.indices.map { reported[$0] }.map {
          MatchedRule.Value(name: Array($0.name(store)), value: Array($0.value))
        }))
  }
}
