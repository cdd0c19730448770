/// Rules in the order in which they were read, with every `SecRuleRemoveBy…` and `SecRuleUpdate…` carried out.
package struct RuleSet: Sendable {
  package enum Entry: Sendable {
    case rule(Rule)
    case marker(String)
  }

  package var entries: [Entry] = []
  package var settings = EngineSettings()
  /// What was accepted though it has no effect, in the order of the files.
  package var notices: [RuleNotice] = []

  package init() {}

  package var rules: [Rule] {
    entries.compactMap { if case .rule(let rule) = $0 { rule } else { nil } }
  }
}
