/// Reads what stands behind `ctl:`.
enum ControlReader {
  static func read(_ text: SecLangText) throws(SecLangFault) -> EngineControl {
    guard let (name, value) = text.split(at: .equals) else {
      throw SecLangFault("invalidControl", "`ctl:\(text.shown)` has no value", hint: "such as `ctl:ruleEngine=Off`")
    }
    let key = name.trimmed.lowercased
    guard let read = known[key] else { throw unknown(name.trimmed, key) }
    let trimmed = value.trimmed
    guard !trimmed.isEmpty else { throw SecLangFault("invalidControl", "`ctl:\(text.shown)` has no value") }
    return try read(trimmed)
  }

  private typealias Read = @Sendable (SecLangText) throws(SecLangFault) -> EngineControl

  private static let names = [
    "auditEngine", "auditLogParts", "forceRequestBodyVariable", "requestBodyAccess", "requestBodyProcessor",
    "responseBodyAccess", "ruleEngine", "ruleRemoveById", "ruleRemoveByMsg", "ruleRemoveByTag",
    "ruleRemoveTargetById", "ruleRemoveTargetByMsg", "ruleRemoveTargetByTag",
  ]

  private static let known: [String: Read] = [
    "auditengine": { value throws(SecLangFault) in .auditEngine(try ControlValue.auditEngine(value)) },
    "auditlogparts": { _ throws(SecLangFault) in .auditLogParts },
    "forcerequestbodyvariable": { value throws(SecLangFault) in
      .forceRequestBodyVariable(try ControlValue.flag(value))
    },
    "requestbodyaccess": { value throws(SecLangFault) in .requestBodyAccess(try ControlValue.flag(value)) },
    "requestbodyprocessor": { value throws(SecLangFault) in .requestBodyProcessor(try ControlValue.processor(value)) },
    "responsebodyaccess": { value throws(SecLangFault) in .responseBodyAccess(try ControlValue.flag(value)) },
    "ruleengine": { value throws(SecLangFault) in .ruleEngine(try ControlValue.engine(value)) },
    "ruleremovebyid": { value throws(SecLangFault) in .removeRules(try ControlValue.ids(value)) },
    "ruleremovebymsg": { value throws(SecLangFault) in .removeRules(.message(try value.string())) },
    "ruleremovebytag": { value throws(SecLangFault) in .removeRules(.tag(try value.string())) },
    "ruleremovetargetbyid": { value throws(SecLangFault) in
      let (ids, target) = try ControlValue.removal(value)
      return .removeTarget(target, of: try ControlValue.ids(ids))
    },
    "ruleremovetargetbymsg": { value throws(SecLangFault) in
      let (message, target) = try ControlValue.removal(value)
      return .removeTarget(target, of: .message(try message.string()))
    },
    "ruleremovetargetbytag": { value throws(SecLangFault) in
      let (tag, target) = try ControlValue.removal(value)
      return .removeTarget(target, of: .tag(try tag.string()))
    },
  ]

  private static func unknown(_ name: SecLangText, _ key: String) -> SecLangFault {
    let refused = [
      "debugloglevel", "hashengine", "hashenforcement", "requestbodylimit", "responsebodylimit", "parsexmlintoargs",
    ]
    if refused.contains(key) {
      return SecLangFault("unsupportedControl", "`ctl:\(name.shown)` is not supported")
    }
    return .unknown("control", name, among: names)
  }
}
