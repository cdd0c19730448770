/// The values of `ctl:…` and of the engine's directives.
enum ControlValue {
  static func flag(_ value: SecLangText) throws(SecLangFault) -> Bool {
    if value.equalsIgnoringCase("on") { return true }
    if value.equalsIgnoringCase("off") { return false }
    throw invalid(value, "`On` or `Off`")
  }

  static func engine(_ value: SecLangText) throws(SecLangFault) -> EngineMode {
    if value.equalsIgnoringCase("on") { return .on }
    if value.equalsIgnoringCase("off") { return .off }
    if value.equalsIgnoringCase("detectionOnly") { return .detectionOnly }
    throw invalid(value, "`On`, `Off` or `DetectionOnly`")
  }

  /// Only what matched is ever logged, so that `On` and `RelevantOnly` are the same.
  static func auditEngine(_ value: SecLangText) throws(SecLangFault) -> EngineMode {
    if value.equalsIgnoringCase("on") || value.equalsIgnoringCase("relevantOnly") { return .on }
    if value.equalsIgnoringCase("off") { return .off }
    throw invalid(value, "`On`, `Off` or `RelevantOnly`")
  }

  static func processor(_ value: SecLangText) throws(SecLangFault) -> BodyProcessor {
    guard let processor = BodyProcessor(rawValue: value.uppercased) else {
      throw invalid(value, "`URLENCODED`, `MULTIPART`, `JSON` or `XML`")
    }
    return processor
  }

  static func ids(_ value: SecLangText) throws(SecLangFault) -> RuleSelection {
    .ids(try IdentifierRanges.read(value))
  }

  /// `942100;ARGS:name`
  static func removal(_ value: SecLangText) throws(SecLangFault) -> (rules: SecLangText, target: RuleTarget) {
    guard let (rules, target) = value.split(at: .semicolon), !rules.trimmed.isEmpty else {
      throw SecLangFault(
        "invalidControl", "`\(value.shown)` does not say what to remove from which rules",
        hint: "such as `942100;ARGS:name`")
    }
    return (rules.trimmed, try TargetReader.single(target))
  }

  static func invalid(_ value: SecLangText, _ expected: String) -> SecLangFault {
    SecLangFault("invalidValue", "`\(value.shown)` is not \(expected)")
  }
}
