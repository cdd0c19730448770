extension RuleSetReader {
  mutating func addException(
    _ directive: Directive, _ line: SecLangDirectiveLine, at position: RulePosition
  ) throws(SecLangFault) {
    guard exceptions.all.count < limits.exceptions else {
      isExhausted = true
      throw SecLangFault("tooManyExceptions", "there are more than \(limits.exceptions) removals and updates")
    }
    let (selection, change) = try exception(directive, line, at: position)
    guard let change else { return }
    exceptions.all.append(
      .init(directive: line.name.shown, selection: selection, change: change, position: position))
  }

  private mutating func exception(
    _ directive: Directive, _ line: SecLangDirectiveLine, at position: RulePosition
  ) throws(SecLangFault) -> (RuleExceptions.Selection, RuleExceptions.Change?) {
    let arguments = line.arguments
    switch directive {
    case .removeByID:
      return (.rules(try ControlValue.ids(SecLangText(arguments.joined(separator: [0x20])))), .remove)
    case .removeByTag: return (.rules(.tag(try only(line).string())), .remove)
    case .removeByMessage: return (.rules(.message(try only(line).string())), .remove)
    default: break
    }
    guard arguments.count == 2 else {
      throw SecLangFault("wrongArguments", "`\(line.name.shown)` takes two arguments: which rules, and what is new")
    }
    switch directive {
    case .updateTargetByTag: return (.rules(.tag(try arguments[0].string())), try targets(arguments[1]))
    case .updateTargetByMessage: return (.rules(.message(try arguments[0].string())), try targets(arguments[1]))
    case .updateActionByID: return (try selection(arguments[0]), try actions(arguments[1], at: position))
    default: return (try selection(arguments[0]), try targets(arguments[1]))
    }
  }

  private func only(_ line: SecLangDirectiveLine) throws(SecLangFault) -> SecLangText {
    guard line.arguments.count == 1, let argument = line.arguments.first, !argument.isEmpty else {
      throw SecLangFault("wrongArguments", "`\(line.name.shown)` takes one argument")
    }
    return argument
  }

  private func targets(_ text: SecLangText) throws(SecLangFault) -> RuleExceptions.Change {
    .targets(try TargetReader.read(text, limit: limits.partsOfRule))
  }

  /// `1000`, `1000-1099`, `1000:1`
  private func selection(_ text: SecLangText) throws(SecLangFault) -> RuleExceptions.Selection {
    guard let (id, index) = text.split(at: .colon) else { return .rules(try ControlValue.ids(text)) }
    guard let id = id.number, let index = index.number, index <= limits.chainLength else {
      throw SecLangFault("invalidID", "`\(text.shown)` is no rule of a chain", hint: "such as `1000:1`")
    }
    return .link(id: id, index: index)
  }

  /// Tried on an empty rule, so that what is wrong is found though no rule may be concerned; nil where something is.
  private mutating func actions(
    _ text: SecLangText, at position: RulePosition
  ) throws(SecLangFault) -> RuleExceptions.Change? {
    var draft = RuleDraft(at: position)
    let items = readActions(text, into: &draft)
    for item in items where item.name == .id || item.name == .phase || item.name == .chain {
      throw SecLangFault("invalidUpdate", "`\(item.name.rawValue)` of a rule cannot be changed")
    }
    return draft.isBroken ? nil : .actions(items)
  }
}
