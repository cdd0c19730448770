/// Takes text with `%{…}` apart.
enum MacroReader {
  static func read(_ text: SecLangText) throws(SecLangFault) -> MacroText {
    var parts: [MacroText.Part] = []
    var rest = text
    while let start = opening(in: rest) {
      if start > rest.startIndex { parts.append(.literal(try rest[..<start].string())) }
      let inner = rest[(start + 2)...]
      guard let (name, behind) = inner.split(at: .rightBrace) else {
        throw SecLangFault(
          "openMacro", "`\(rest[start...].prefix(40).shown)` has no closing brace", hint: literalHint)
      }
      parts.append(try macro(name))
      rest = behind
    }
    if !rest.isEmpty { parts.append(.literal(try rest.string())) }
    return MacroText(parts: parts)
  }

  private static let literalHint = "where no macro is meant, write `[%]{` in a pattern"

  private static func opening(in text: SecLangText) -> SecLangText.Index? {
    var rest = text
    while let index = rest.firstIndex(of: .percent) {
      rest = rest[(index + 1)...]
      if rest.first == .leftBrace { return index }
    }
    return nil
  }

  private static func macro(_ text: SecLangText) throws(SecLangFault) -> MacroText.Part {
    let separator = text.firstIndex { $0 == .dot || $0 == .colon }
    let name = text[..<(separator ?? text.endIndex)]
    guard !name.isEmpty else {
      throw SecLangFault("unknownVariable", "`%{\(text.shown)}` names no variable", hint: literalHint)
    }
    let variable = try VariableName.variable(name)
    guard let separator else { return .variable(variable, key: nil) }
    let key = text[(separator + 1)...]
    guard variable.isCollection, !key.isEmpty else {
      throw SecLangFault(
        "invalidMacro", "`%{\(text.shown)}` is no macro",
        hint: key.isEmpty ? "the key behind the dot is missing" : "`\(variable.rawValue)` has no members")
    }
    guard String(validating: key, as: UTF8.self) != nil else {
      throw SecLangFault("notUTF8", "`%{\(text.shown)}` is not UTF-8")
    }
    return .variable(variable, key: key.lowercased)
  }
}
