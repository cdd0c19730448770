/// Which files of a directory are an OWASP Core Rule Set, and in which order they are read.
package struct CoreRuleSetFiles: Sendable, Hashable {
  package var setup: String
  /// `RESPONSE-999-…` and `REQUEST-900-…` of Debian's package stand beside the setup and not among the rules.
  package var before: [String] = []
  package var rules: [String]
  package var after: [String] = []

  /// Where Debian's `modsecurity-crs` has the files that an administrator changes.
  private static let debianSettings = "/etc/modsecurity/crs"

  /// The setup is the one given, `crs-setup.conf` in the directory, that of Debian's package where the directory has
  /// none, or `crs-setup.conf.example`.
  package static func find(
    in directory: String,
    setup: String? = nil,
    from files: any SecLangFiles = SystemSecLangFiles()
  ) throws(RuleProblems) -> CoreRuleSetFiles {
    let rules = FilePath.join(directory, "rules")
    let names = ((try? files.names(in: rules)) ?? []).filter { $0.hasSuffix(".conf") }.sorted()
    guard !names.isEmpty else {
      throw problem("`\(rules)` has no rule files", hint: "the directory of a release has `rules/*.conf`", at: rules)
    }
    let own = Set((try? files.names(in: directory)) ?? [])
    var found = CoreRuleSetFiles(setup: setup ?? "", rules: names.map { FilePath.join(rules, $0) })
    if setup != nil { return found }
    let settings = own.contains("crs-setup.conf") ? [] : Set((try? files.names(in: debianSettings)) ?? [])
    let isDebian = directory.split(separator: "/").last == "modsecurity-crs" && settings.contains("crs-setup.conf")
    if own.contains("crs-setup.conf") {
      found.setup = FilePath.join(directory, "crs-setup.conf")
    } else if isDebian {
      found.setup = FilePath.join(debianSettings, "crs-setup.conf")
      found.addDebianExclusions(settings)
    } else if own.contains("crs-setup.conf.example") {
      found.setup = FilePath.join(directory, "crs-setup.conf.example")
    } else {
      throw problem("`\(directory)` has no `crs-setup.conf`", hint: "name the setup file", at: directory)
    }
    return found
  }

  private mutating func addDebianExclusions(_ names: Set<String>) {
    let paths = names.filter { $0.hasSuffix(".conf") }.sorted().map { FilePath.join(Self.debianSettings, $0) }
    before = paths.filter { $0.contains("/REQUEST-900-") }
    after = paths.filter { $0.contains("/RESPONSE-999-") }
  }

  /// All files in order, with others between the setup and the rules.
  package func paths(with others: [String] = []) -> [String] {
    [setup] + others + before + rules + after
  }

  private static func problem(_ detail: String, hint: String, at path: String) -> RuleProblems {
    let fault = SecLangFault("noRuleSet", detail, hint: hint)
    return RuleProblems(problems: [RuleProblem(fault, at: RulePosition(file: path, line: 1))], isIncomplete: false)
  }
}
