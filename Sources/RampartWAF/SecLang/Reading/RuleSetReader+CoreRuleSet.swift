extension RuleSetReader {
  /// Reads an OWASP Core Rule Set, unmodified: a release's directory or that of Debian's package.
  /// - Parameters:
  ///   - directory: It has `rules/*.conf`.
  ///   - setup: Instead of the `crs-setup.conf` that is found.
  ///   - others: Files that are read between the setup and the rules.
  ///   - closing: Files that are read after the rules.
  package static func readCoreRuleSet(
    in directory: String,
    setup: String? = nil,
    with others: [String] = [],
    closing: [String] = [],
    from files: any SecLangFiles = SystemSecLangFiles(),
    limits: SecLangLimits = SecLangLimits()
  ) throws(RuleProblems) -> RuleSet {
    let found = try CoreRuleSetFiles.find(in: directory, setup: setup, from: files)
    return try read(found.paths(with: others) + closing, from: files, limits: limits)
  }
}
