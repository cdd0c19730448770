extension RuleDraft {
  mutating func apply(_ item: ActionItem) throws(SecLangFault) {
    let value = item.value
    switch item.name {
    case .id: try setID(value)
    case .phase: try setPhase(value)
    case .allow, .block, .deny, .drop, .pass, .redirect: disruption = try Self.disruption(item)
    case .status: rule.actions.status = try Self.number(item, in: 100...599)
    case .log: (logs, auditLogs) = (true, true)
    case .nolog: (logs, auditLogs) = (false, false)
    case .auditlog: auditLogs = true
    case .noauditlog: auditLogs = false
    case .capture: rule.captures = true
    case .multiMatch: rule.isMultiMatch = true
    case .chain: isChained = true
    case .t: try addTransformation(value)
    case .skip: rule.actions.skip = try Self.number(item, in: 1...1_000_000)
    case .skipAfter: rule.actions.skipAfter = try value.string()
    case .setvar: try assign(value)
    case .expirevar: rule.actions.persistentChanges.append(try AssignmentReader.expiry(value))
    case .initcol: rule.actions.persistentChanges.append(try AssignmentReader.opening(value))
    case .ctl: rule.actions.controls.append(try ControlReader.read(value))
    case .msg, .logdata, .tag, .severity, .ver, .rev, .maturity, .accuracy: try describe(item)
    case .sanitiseArg, .sanitiseMatched, .sanitiseMatchedBytes, .sanitiseRequestHeader, .sanitiseResponseHeader:
      rule.actions.sanitised.append(try Self.sanitising(item))
    }
  }

  private mutating func setID(_ value: SecLangText) throws(SecLangFault) {
    guard rule.id == 0 else { throw SecLangFault("duplicateAction", "a rule has two ids") }
    guard let id = value.number, id > 0 else {
      throw SecLangFault("invalidID", "`\(value.shown)` is no rule id", hint: "a whole number from 1")
    }
    rule.id = id
  }

  private mutating func setPhase(_ value: SecLangText) throws(SecLangFault) {
    guard phase == nil else { throw SecLangFault("duplicateAction", "a rule has two phases") }
    switch value.lowercased {
    case "1", "2", "3", "4", "5": phase = value.number
    case "request": phase = 2
    case "response": phase = 4
    case "logging": phase = 5
    default:
      throw SecLangFault(
        "invalidPhase", "`\(value.shown)` is no phase", hint: "1 to 5, `request` (2), `response` (4) or `logging` (5)")
    }
  }

  private mutating func addTransformation(_ value: SecLangText) throws(SecLangFault) {
    guard !value.equalsIgnoringCase("none") else {
      rule.transformations = []
      hasNoneTransformation = true
      return
    }
    rule.transformations.append(try TransformationTable.transformation(value))
  }

  private mutating func assign(_ value: SecLangText) throws(SecLangFault) {
    let (collection, assignment) = try AssignmentReader.assignment(value)
    if collection == .tx {
      rule.actions.assignments.append(assignment)
    } else {
      rule.actions.persistentChanges.append(.assign(collection, assignment))
    }
  }

  private mutating func describe(_ item: ActionItem) throws(SecLangFault) {
    switch item.name {
    case .msg: rule.actions.message = try MacroReader.read(item.value)
    case .logdata: rule.actions.logData = try MacroReader.read(item.value)
    case .tag: rule.actions.tags.append(try MacroReader.read(item.value))
    case .severity: rule.actions.severity = try Self.severity(item.value)
    case .ver: rule.actions.version = try item.value.string()
    case .rev: rule.actions.revision = try item.value.string()
    case .maturity: rule.actions.maturity = try Self.number(item, in: 0...9)
    case .accuracy: rule.actions.accuracy = try Self.number(item, in: 0...9)
    default: break
    }
  }
}
