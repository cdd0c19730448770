/// How an exclusion names a variable that an audit log names.
enum ExcludedTarget: Hashable {
  case named(String)
  /// The rule looks at a number of members, at what other rules found, or at nothing: only as a whole can it be left
  /// out.
  case wholeRule
  /// An exclusion cannot say this name.
  case unspeakable

  /// - Parameter name: such as `ARGS:q`; it comes from a client.
  init(_ name: String) {
    let variable = name.prefix { $0 != ":" }
    guard !name.isEmpty else {
      self = .wholeRule
      return
    }
    guard let known = Variable(rawValue: String(variable)) else {
      self = .unspeakable
      return
    }
    // Text and attributes together.
    if known == .xml, name == known.rawValue {
      self = .named(name)
      return
    }
    // An argument without a name; and what is so long was cut when it was logged.
    if known.isOfArguments, name == known.rawValue || name == known.rawValue + ":" {
      self = .unspeakable
      return
    }
    guard name.utf8.count < FirewallMatch.longestText else {
      self = .unspeakable
      return
    }
    guard known.isOfMessage, !known.isCollection || name.count > variable.count else {
      self = .wholeRule
      return
    }
    let key = String(name.dropFirst(variable.count + 1))
    let quoted = "'" + key.replacing("'", with: "\\'") + "'"
    let texts = known.isCollection ? ["\(variable):\(key)", "\(variable):\(quoted)"] : [String(variable)]
    // A name that was not text had its bytes replaced: what it says now is another name.
    let readable = name.contains("\u{FFFD}") ? nil : texts.first { Self.isRead($0, as: known, key) }
    self = readable.map { .named($0) } ?? .unspeakable
  }

  private static func isRead(_ text: String, as variable: Variable, _ key: String) -> Bool {
    guard let target = try? TargetReader.single(SecLangText(text)), target.variable == variable else { return false }
    return switch target.selector {
    case .all: key.isEmpty
    case .key(let read), .path(let read): read == key
    case .pattern: false
    }
  }
}

extension Variable {
  fileprivate var isOfArguments: Bool {
    switch self {
    case .args, .argsGet, .argsPost, .argsNames, .argsGetNames, .argsPostNames: true
    default: false
    }
  }

  /// Whether it is a part of a request or an answer, and nothing that rules have made.
  var isOfMessage: Bool {
    switch self {
    case .tx, .ip, .global, .session, .user, .resource, .env, .geo, .rule, .matchedVar, .matchedVarName, .matchedVars,
      .matchedVarsNames, .duration, .highestSeverity, .uniqueID:
      false
    default: true
    }
  }
}
