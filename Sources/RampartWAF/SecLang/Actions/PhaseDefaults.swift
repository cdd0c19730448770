/// What `SecDefaultAction` says for the rules of a phase; `.init()` is what holds without one.
///
/// As in ModSecurity 3, a phase has one for all files, whichever of its rules stand before it.
struct PhaseDefaults: Sendable {
  var disruption = RuleActions.Disruption.pass
  var status: Int?
  var logs = true
  var auditLogs = true
  var tags: [MacroText] = []
  var transformations: [Transformation] = []

  init() {}

  /// Takes what was read of the directive.
  init(_ draft: RuleDraft, _ items: [ActionItem]) throws(SecLangFault) {
    for item in items where !item.name.isDisruptive && !Self.allowed.contains(item.name) {
      throw SecLangFault(
        "invalidDefault", "`\(item.name.rawValue)` cannot be in `SecDefaultAction`",
        hint: "give it to the rules themselves")
    }
    guard draft.phase != nil else {
      throw SecLangFault("invalidDefault", "`SecDefaultAction` names no phase", hint: "such as `phase:2,log,pass`")
    }
    guard !draft.hasNoneTransformation else {
      throw SecLangFault("invalidDefault", "`t:none` cannot be in `SecDefaultAction`", hint: "leave it out")
    }
    guard case .certain(let disruption) = draft.disruption else {
      throw SecLangFault(
        "invalidDefault", "`SecDefaultAction` does not say what `block` means", hint: "add `deny`, `drop` or `pass`")
    }
    self.disruption = disruption
    status = draft.rule.actions.status
    logs = draft.logs ?? true
    auditLogs = draft.auditLogs ?? true
    tags = draft.rule.actions.tags
    transformations = draft.rule.transformations
  }

  private static let allowed: Set<ActionName> = [.phase, .status, .log, .nolog, .auditlog, .noauditlog, .tag, .t]
}
