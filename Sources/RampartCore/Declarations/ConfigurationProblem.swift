/// Something wrong in a configuration, where it stands, and what was probably meant.
package struct ConfigurationProblem: Error, Sendable, Hashable, CustomStringConvertible {
  /// Dotted and stable, for programs: `configuration.unknownKey`.
  package var code: String
  package var detail: String
  package var hint: String?
  package var file: String?
  package var position: SourcePosition?

  package init(
    _ code: String,
    _ detail: String,
    hint: String? = nil,
    file: String? = nil,
    at position: SourcePosition? = nil
  ) {
    self.code = "configuration." + code
    self.detail = detail
    self.hint = hint
    self.file = file
    self.position = position
  }

  /// `rampart.yaml:12:5: unknown key …, did you mean …?`
  package var description: String {
    var place = file.map { $0 + ":" } ?? ""
    if let position { place += "\(position.line):\(position.column):" }
    let separator = place.isEmpty ? "" : " "
    return place + separator + detail + (hint.map { ", \($0)" } ?? "")
  }
}

/// Everything wrong with one document.
package struct ConfigurationProblems: Error, Sendable, CustomStringConvertible {
  package var problems: [ConfigurationProblem]

  package init(_ problems: [ConfigurationProblem]) {
    self.problems = problems
  }

  package var description: String {
    problems.map(\.description).joined(separator: "\n")
  }
}
