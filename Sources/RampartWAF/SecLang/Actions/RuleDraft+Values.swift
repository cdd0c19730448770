extension RuleDraft {
  static func disruption(_ item: ActionItem) throws(SecLangFault) -> Disruption {
    switch item.name {
    case .block: .block
    case .deny: .certain(.deny)
    case .drop: .certain(.drop)
    case .redirect: .certain(.redirect(try MacroReader.read(item.value)))
    case .allow: .certain(.allow(try allowScope(item.value)))
    default: .certain(.pass)
    }
  }

  private static func allowScope(_ value: SecLangText) throws(SecLangFault) -> RuleActions.AllowScope {
    switch value.lowercased {
    case "": return .transaction
    case "request": return .request
    case "phase": return .phase
    default: throw ControlValue.invalid(value, "`request` or `phase`, as `allow` needs it")
    }
  }

  static func number(_ item: ActionItem, in range: ClosedRange<Int>) throws(SecLangFault) -> Int {
    guard let number = item.value.number, range.contains(number) else {
      throw SecLangFault(
        "invalidValue",
        "`\(item.name.rawValue):\(item.value.shown)` is not from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  private static let severities: [String: Severity] = [
    "emergency": .emergency, "alert": .alert, "critical": .critical, "error": .error, "warning": .warning,
    "notice": .notice, "info": .info, "debug": .debug,
  ]

  static func severity(_ value: SecLangText) throws(SecLangFault) -> Severity {
    if let severity = severities[value.lowercased] { return severity }
    if let number = value.number, let severity = Severity(rawValue: number) { return severity }
    throw .unknown("severity", value, among: severities.keys.sorted())
  }

  static func sanitising(_ item: ActionItem) throws(SecLangFault) -> Sanitising {
    switch item.name {
    case .sanitiseArg: return .argument(try item.value.string())
    case .sanitiseRequestHeader: return .requestHeader(try item.value.string())
    case .sanitiseResponseHeader: return .responseHeader(try item.value.string())
    case .sanitiseMatchedBytes:
      guard !item.value.isEmpty else { return .matchedBytes(keptAtStart: 0, keptAtEnd: 0) }
      guard let (start, end) = item.value.split(at: .slash), let start = start.number, let end = end.number else {
        throw ControlValue.invalid(item.value, "two numbers such as `4/2`, as `sanitiseMatchedBytes` needs them")
      }
      return .matchedBytes(keptAtStart: start, keptAtEnd: end)
    default: return .matchedVariable
    }
  }
}
