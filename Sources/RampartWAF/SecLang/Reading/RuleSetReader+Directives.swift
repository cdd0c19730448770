extension RuleSetReader {
  mutating func read(_ line: SecLangDirectiveLine, at position: RulePosition) {
    let directive = collect(at: position) { _ throws(SecLangFault) in try Directive(line.name) }
    guard let directive else { return breakChain() }
    switch directive {
    case .rule: readRule(line, at: position)
    case .action: readAction(line, at: position)
    default:
      endChain("`\(line.name.shown)` follows", at: position)
      _ = collect(at: position) { reader throws(SecLangFault) in try reader.perform(directive, line, at: position) }
    }
  }

  private mutating func perform(
    _ directive: Directive, _ line: SecLangDirectiveLine, at position: RulePosition
  ) throws(SecLangFault) {
    let arguments = SettingArguments(directive: line.name.shown, values: line.arguments, file: position.file)
    switch directive {
    case .marker:
      try countRule()
      entries.append(.marker(try arguments.only().string()))
    case .defaultAction: try readDefaults(arguments.only(), at: position)
    case .include: try include(line, at: position, isOptional: false)
    case .includeOptional: try include(line, at: position, isOptional: true)
    case .setting(let setting): try setting.read(&settings, arguments)
    case .ignored(let reason): notices.append(RuleNotice(.setting, line.name.shown, reason, at: position))
    case .rule, .action: break
    case .removeByID, .removeByTag, .removeByMessage, .updateTargetByID, .updateTargetByTag, .updateTargetByMessage,
      .updateActionByID:
      try addException(directive, line, at: position)
    }
  }

  private mutating func readDefaults(_ text: SecLangText, at position: RulePosition) throws(SecLangFault) {
    var draft = RuleDraft(at: position)
    let items = readActions(text, into: &draft)
    guard !draft.isBroken else { return }
    let standing = try PhaseDefaults(draft, items)
    let phase = draft.phase ?? 2
    if let first = defaultPositions[phase] {
      throw SecLangFault("duplicateDefault", "phase \(phase) has a `SecDefaultAction` already", hint: "at \(first)")
    }
    defaultPositions[phase] = position
    defaults[phase] = standing
  }

  mutating func countRule() throws(SecLangFault) {
    guard ruleCount < limits.rules else {
      isExhausted = true
      throw SecLangFault("tooManyRules", "there are more than \(limits.rules) rules and markers")
    }
    ruleCount += 1
  }
}
