/// What a rule's id says about it in the Core Rule Set.
enum RuleFamily {
  /// Begins, adds up or judges, or makes sure that bodies are readable: to leave it out would switch more off than it says.
  case machinery
  /// Finds scanners by their names.
  case scanner
  case other

  init(_ id: Int) {
    switch id {
    case 200_000...200_999, 900_000...901_999, 905_000...905_999, 949_000...949_999, 959_000...959_999,
      980_000...980_999, 999_000...999_999:
      self = .machinery
    case 913_000...913_999: self = .scanner
    default: self = .other
    }
  }

  /// A class of attacks is what a tag says behind `attack-`. Those that ordinary clients meet, that are about answers,
  /// or that name no class, say nothing about a client.
  static func attackClass(_ tag: String) -> String? {
    guard tag.hasPrefix("attack-") else { return nil }
    let name = String(tag.dropFirst(7))
    let isAbout = !["protocol", "generic", "disclosure", "deprecated-header", "multipart-header"].contains(name)
    return isAbout && !name.hasPrefix("reputation") ? name : nil
  }
}
