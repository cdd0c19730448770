extension RuleSetReader {
  mutating func readRule(_ line: SecLangDirectiveLine, at position: RulePosition) {
    var draft = RuleDraft(at: position)
    let arguments = line.arguments
    if !(2...3).contains(arguments.count) {
      let fault = SecLangFault(
        "wrongArguments",
        "`SecRule` takes variables, an operator and actions, and here are \(arguments.count) arguments",
        hint: "what has blanks in it needs quotes")
      report(fault, at: position)
      draft.isBroken = true
    }
    // Read as far as it goes: the actions say whether a chain follows.
    if let text = arguments.first { readTargets(text, into: &draft) }
    if arguments.count > 1 { readOperator(arguments[1], into: &draft) }
    if arguments.count > 2 { _ = readActions(arguments[2], into: &draft) }
    add(draft)
  }

  mutating func readAction(_ line: SecLangDirectiveLine, at position: RulePosition) {
    var draft = RuleDraft(at: position)
    if line.arguments.count != 1 {
      report(SecLangFault("wrongArguments", "`SecAction` takes one list of actions"), at: position)
      draft.isBroken = true
    }
    if let text = line.arguments.first { _ = readActions(text, into: &draft) }
    add(draft)
  }

  private mutating func readTargets(_ text: SecLangText, into draft: inout RuleDraft) {
    let targets = collect(at: draft.rule.position) { reader throws(SecLangFault) in
      let targets = try TargetReader.read(text, limit: reader.limits.partsOfRule)
      guard targets.contains(where: { !$0.isExclusion }) else {
        throw SecLangFault("missingVariable", "`\(text.shown)` only leaves variables out and looks at none")
      }
      return targets
    }
    draft.rule.targets = targets ?? []
    if targets == nil { draft.isBroken = true }
  }

  private mutating func readOperator(_ text: SecLangText, into draft: inout RuleDraft) {
    let position = draft.rule.position
    draft.rule.condition = collect(at: position) { reader throws(SecLangFault) in
      try reader.condition(text, at: position)
    }
    if draft.rule.condition == nil { draft.isBroken = true }
  }

  private mutating func condition(_ text: SecLangText, at position: RulePosition) throws(SecLangFault) -> OperatorCall {
    let reading = try OperatorReader.read(text)
    if let lookup = reading.lookup {
      let reason = "nothing is looked up for a request, so it never matches"
      notices.append(RuleNotice(.lookup, lookup, reason, at: position))
    }
    var call = reading.call
    guard reading.files.count <= limits.dataFilesOfRule else {
      throw SecLangFault("tooManyFiles", "a rule names more than \(limits.dataFilesOfRule) data files")
    }
    for file in reading.files { call.phrases += try dataFile(file, isAddresses: call.name == .ipMatchFromFile) }
    phraseCount += call.phrases.count
    guard phraseCount <= limits.phrases else {
      isExhausted = true
      throw SecLangFault("tooManyPhrases", "rules have more than \(limits.phrases) phrases")
    }
    return call
  }

  /// Every action is read, so that all faults of a rule are known at once.
  mutating func readActions(_ text: SecLangText, into draft: inout RuleDraft) -> [ActionItem] {
    var list = ActionList(text)
    var items: [ActionItem] = []
    while true {
      do throws(SecLangFault) {
        guard let item = try list.next() else { return items }
        guard items.count < limits.partsOfRule else {
          throw SecLangFault("tooManyActions", "a rule has more than \(limits.partsOfRule) actions")
        }
        try draft.apply(item)
        items.append(item)
      } catch {
        report(error, at: draft.rule.position)
        draft.isBroken = true
        if isExhausted || items.count >= limits.partsOfRule { return items }
      }
    }
  }
}
