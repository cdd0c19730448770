extension RuleSetReader {
  /// The set, with exceptions carried out and defaults filled in.
  mutating func finish() -> RuleSet {
    let outcome = exceptions.apply(to: &entries, limits)
    if let fault = outcome.fault, let position = outcome.faultPosition { report(fault, at: position) }
    for exception in outcome.unused {
      notices.append(
        RuleNotice(.noRule, exception.directive, "no rule is \(exception.selection)", at: exception.position))
    }
    checkJumps()
    var result = RuleSet()
    result.settings = settings
    result.notices = notices
    result.entries = entries.map { entry in
      switch entry {
      case .rule(let draft): .rule(draft.finished(defaults))
      case .marker(let name): .marker(name)
      }
    }
    return result
  }

  /// A jump to nowhere would leave out all rules that follow in its phase.
  private mutating func checkJumps() {
    var last: [String: Int] = [:]
    for (place, entry) in entries.enumerated() {
      if case .marker(let name) = entry { last[name] = place }
    }
    for (place, entry) in entries.enumerated() {
      guard case .rule(let draft) = entry, let name = draft.rule.actions.skipAfter else { continue }
      guard last[name] ?? -1 < place else { continue }
      let nearest = NearestName.to(name, among: last.keys).map { "did you mean `\($0)`?" }
      let hint = last[name] == nil ? nearest : "it stands before the rule"
      report(
        SecLangFault("unknownMarker", "no `SecMarker` named `\(name)` follows", hint: hint), at: draft.rule.position)
    }
  }
}

extension RuleExceptions.Selection: CustomStringConvertible {
  var description: String {
    switch self {
    case .rules(.ids(let ranges)):
      ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }.joined(separator: " ")
    case .link(let id, let index): "\(id):\(index)"
    case .rules(.tag(let tag)): "tagged `\(tag)`; tags are compared as a whole"
    case .rules(.message(let message)): "named `\(message)`; messages are compared as a whole"
    }
  }
}
