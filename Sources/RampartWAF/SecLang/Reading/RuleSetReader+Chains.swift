extension RuleSetReader {
  /// Puts a rule behind the others, or behind the rule whose chain is open.
  mutating func add(_ draft: RuleDraft) {
    let position = draft.rule.position
    guard collect(at: position, { reader throws(SecLangFault) in try reader.countRule() }) != nil else { return }
    guard var first = openChain else {
      if mayBeLostLink, draft.rule.id == 0 { return }
      mayBeLostLink = false
      if draft.isChained { openChain = draft } else { append(draft) }
      return
    }
    if let fault = fault(ofLink: draft, behind: first) { report(fault, at: position) }
    if first.links.count < limits.chainLength { first.links.append(draft) }
    first.isBroken = first.isBroken || draft.isBroken
    if draft.isChained {
      openChain = first
    } else {
      openChain = nil
      append(first)
    }
  }

  /// For what is not a rule where a chain wants one.
  mutating func endChain(_ reason: String, at position: RulePosition?) {
    guard let first = openChain else { return }
    openChain = nil
    let last = first.links.last ?? first
    let fault = SecLangFault(
      "openChain", "`chain` is not followed by a rule: \(reason)", hint: position.map { "at \($0)" })
    report(fault, at: last.rule.position)
    append(first)
  }

  /// After a line that could not be read: it may have been a link or the first rule of a chain.
  mutating func breakChain() {
    mayBeLostLink = true
    guard var first = openChain else { return }
    openChain = nil
    first.isBroken = true
    append(first)
  }

  private mutating func append(_ draft: RuleDraft) {
    let position = draft.rule.position
    if draft.rule.id == 0 {
      if !draft.isBroken {
        report(SecLangFault("missingID", "a rule has no id", hint: "such as `id:1000`"), at: position)
      }
    } else if let first = ids.updateValue(position, forKey: draft.rule.id) {
      ids[draft.rule.id] = first
      report(SecLangFault("duplicateID", "the id \(draft.rule.id) is taken", hint: "at \(first)"), at: position)
    }
    note(draft)
    for link in draft.links { note(link) }
    entries.append(.rule(draft))
  }

  private mutating func note(_ draft: RuleDraft) {
    guard let change = draft.rule.actions.persistentChanges.first else { return }
    let subject =
      switch change {
      case .open(let collection, _): "initcol:\(collection.rawValue)"
      case .assign(let collection, _): "setvar:\(collection.rawValue)"
      case .expire(let collection, _, _): "expirevar:\(collection.rawValue)"
      }
    let reason = "collections other than `TX` are not kept from one transaction to the next"
    notices.append(RuleNotice(.persistentCollection, subject, reason, at: draft.rule.position))
  }

  private func fault(ofLink link: RuleDraft, behind first: RuleDraft) -> SecLangFault? {
    let only = "only the first rule of a chain can have"
    if first.links.count >= limits.chainLength {
      return SecLangFault("chainTooLong", "a chain has more than \(limits.chainLength) rules behind its first")
    }
    if link.rule.id != 0 { return SecLangFault("invalidLink", only + " an id") }
    if link.disruption != nil {
      return SecLangFault("invalidLink", only + " `deny`, `pass` and the like")
    }
    if link.rule.actions.skip != nil || link.rule.actions.skipAfter != nil {
      return SecLangFault("invalidLink", only + " `skip` and `skipAfter`")
    }
    if let phase = link.phase, phase != first.phase ?? 2 {
      return SecLangFault("invalidLink", "the rules of a chain are in one phase")
    }
    return nil
  }
}
