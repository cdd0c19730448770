/// One action as it is written, with the name known and the value not yet understood.
struct ActionItem: Sendable {
  var name: ActionName
  /// Empty where the action has none.
  var value: SecLangText
}
