/// Takes `id:1,phase:2,msg:'a, b'` apart.
struct ActionList {
  private var rest: SecLangText

  init(_ text: SecLangText) {
    rest = text
  }

  /// The next action, nil at the end. After `openQuote` and `textAfterQuote` nothing more comes, since it is unknown
  /// where the next one begins.
  mutating func next() throws(SecLangFault) -> ActionItem? {
    rest = rest.drop { $0.isBlank || $0 == .comma }
    guard !rest.isEmpty else { return nil }
    let name = rest.prefix { $0 != .colon && $0 != .comma }
    rest = rest.dropFirst(name.count)
    var value: SecLangText?
    if rest.first == .colon {
      rest = rest.dropFirst().trimmedAtStart
      value = try takeValue()
    }
    return try item(name.trimmed, value)
  }

  private mutating func takeValue() throws(SecLangFault) -> SecLangText {
    guard rest.first == .apostrophe else {
      let value = rest.prefix { $0 != .comma }
      rest = rest.dropFirst(value.count)
      return value.trimmed
    }
    var behind = rest
    rest = []
    let value = try QuotedText.read(&behind, .apostrophe, "value")
    behind = behind.trimmedAtStart
    guard behind.isEmpty || behind.first == .comma else {
      throw SecLangFault(
        "textAfterQuote", "`\(behind.prefix(20).shown)` follows a closing quote directly",
        hint: "a comma is missing, or a backslash before a quote that belongs to the value")
    }
    rest = behind
    return value
  }

  private func item(_ name: SecLangText, _ value: SecLangText?) throws(SecLangFault) -> ActionItem {
    let action = try ActionName(name)
    switch action.value {
    case .none:
      guard value == nil else {
        throw SecLangFault("unexpectedValue", "the action `\(action.rawValue)` takes no value")
      }
    case .required:
      guard value?.isEmpty == false else {
        throw SecLangFault("missingValue", "the action `\(action.rawValue)` needs a value")
      }
    case .optional: break
    }
    return ActionItem(name: action, value: value ?? [])
  }
}
