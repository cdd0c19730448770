import RampartWAF
import Testing

/// Reads rules from texts in a test.
enum RuleText {
  static func set(_ text: String, files: [String: String] = [:]) throws(RuleProblems) -> RuleSet {
    try RuleSetReader.read(["test.conf"], from: MemorySecLangFiles(texts: files.merging(["test.conf": text]) { $1 }))
  }

  /// The only rule of a text.
  static func rule(_ text: String, files: [String: String] = [:]) throws -> Rule {
    let rules = try set(text, files: files).rules
    #expect(rules.count == 1)
    return try #require(rules.first)
  }

  /// A rule with these variables.
  static func targets(_ text: String) throws -> [RuleTarget] {
    try rule("SecRule \(text) \"@rx x\" \"id:1\"").targets
  }

  /// A rule with this operator, quotes and all.
  static func condition(_ text: String, files: [String: String] = [:]) throws -> OperatorCall {
    try #require(try rule("SecRule ARGS \(text) \"id:1\"", files: files).condition)
  }

  /// A rule with these actions besides its id.
  static func actions(_ text: String) throws -> RuleActions {
    try rule("SecAction \"id:1,\(text)\"").actions
  }

  /// What is wrong with a text, as it is shown.
  static func problems(_ text: String, files: [String: String] = [:]) -> [String] {
    do throws(RuleProblems) {
      _ = try set(text, files: files)
      return []
    } catch {
      return error.problems.map(\.description)
    }
  }
}

extension MacroText {
  /// As it would be written, for comparison.
  var written: String {
    parts.map { part in
      switch part {
      case .literal(let text): text
      case .variable(let variable, let key): "%{\(variable.rawValue)\(key.map { "." + $0 } ?? "")}"
      }
    }.joined()
  }
}
