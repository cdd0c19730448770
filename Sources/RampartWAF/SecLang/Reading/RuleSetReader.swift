/// Reads rule files: ModSecurity's language, as the OWASP Core Rule Set uses it.
///
///     let rules = try RuleSetReader.read(["crs-setup.conf", "rules/REQUEST-901-INITIALIZATION.conf"])
///
/// Nothing is skipped: what is unknown or cannot be done is a problem with its file and line, and what is accepted
/// without effect is a notice. All problems of all files are collected.
package struct RuleSetReader {
  let files: any SecLangFiles
  let limits: SecLangLimits
  /// The files that are being read, the innermost last.
  var openFiles: [String] = []
  var dataFiles: [String: [String]] = [:]
  var filesRead = 0
  var bytesRead = 0

  var settings = EngineSettings()
  var defaults: [Int: PhaseDefaults] = [:]
  var defaultPositions: [Int: RulePosition] = [:]
  var entries: [DraftEntry] = []
  var ids: [Int: RulePosition] = [:]
  /// A rule whose chain goes on.
  var openChain: RuleDraft?
  /// A line before could not be read, so that rules without an id may belong to its chain.
  var mayBeLostLink = false
  var ruleCount = 0
  var phraseCount = 0
  var exceptions = RuleExceptions()

  var problems: [RuleProblem] = []
  var notices: [RuleNotice] = []
  /// A limit was reached: nothing more is read.
  var isExhausted = false

  private init(_ files: any SecLangFiles, _ limits: SecLangLimits) {
    self.files = files
    self.limits = limits
  }

  /// Reads the files in this order. A path in a file is relative to that file.
  package static func read(
    _ paths: [String],
    from files: any SecLangFiles = SystemSecLangFiles(),
    limits: SecLangLimits = SecLangLimits()
  ) throws(RuleProblems) -> RuleSet {
    var reader = RuleSetReader(files, limits)
    for path in paths { reader.readFile(path, includedFrom: nil) }
    let result = reader.finish()
    guard reader.problems.isEmpty else {
      throw RuleProblems(problems: reader.problems, isIncomplete: reader.isExhausted)
    }
    return result
  }

  mutating func report(_ fault: SecLangFault, at position: RulePosition) {
    guard problems.count < limits.problems else {
      isExhausted = true
      return
    }
    problems.append(RuleProblem(fault, at: position))
  }

  /// Runs a part whose fault is reported; nil after one.
  mutating func collect<Result>(
    at position: RulePosition,
    _ part: (inout RuleSetReader) throws(SecLangFault) -> Result
  ) -> Result? {
    do throws(SecLangFault) {
      return try part(&self)
    } catch {
      report(error, at: position)
      return nil
    }
  }
}
