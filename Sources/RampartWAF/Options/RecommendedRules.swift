/// What a rule set expects of the engine it runs in: bodies of JSON and XML are read as such, and a body that cannot be
/// read is refused. The ids are those of ModSecurity's recommended settings, so that exclusions keep their meaning.
package enum RecommendedRules {
  static let path = "(recommended)"

  static let text = """
    SecRule REQUEST_HEADERS:Content-Type "@rx ^(?:application(?:/soap\\+|/)|text/)xml" \\
      "id:200000,phase:1,t:none,t:lowercase,pass,nolog,ctl:requestBodyProcessor=XML"
    SecRule REQUEST_HEADERS:Content-Type "@rx ^application/(?:[a-z0-9.-]+\\+)?json" \\
      "id:200001,phase:1,t:none,t:lowercase,pass,nolog,ctl:requestBodyProcessor=JSON"
    SecRule REQBODY_ERROR "!@eq 0" \\
      "id:200002,phase:2,t:none,log,deny,status:400,severity:2,\\
      msg:'The request body cannot be read',logdata:'%{REQBODY_ERROR_MSG}'"
    SecRule MULTIPART_STRICT_ERROR "!@eq 0" \\
      "id:200003,phase:2,t:none,log,deny,status:400,severity:2,msg:'The multipart body breaks the rules of its format'"
    SecRule MULTIPART_UNMATCHED_BOUNDARY "@eq 1" \\
      "id:200004,phase:2,t:none,log,deny,status:400,severity:2,msg:'The multipart body has a second boundary'"

    """

  static let closingPath = "(recommended, closing)"

  /// Behind all others: what was given up must not pass for want of an answer.
  static let closingText = """
    SecRule TX:MSC_PCRE_LIMITS_EXCEEDED "@eq 1" \\
      "id:200005,phase:2,t:none,log,deny,severity:2,msg:'An expression was given up at its limit'"

    """
}

/// The files of a system, and the recommended rules beside them.
struct FilesWithRecommendedRules: SecLangFiles {
  let files: any SecLangFiles

  func contents(of path: String, limit: Int) throws(SecLangFileError) -> [UInt8] {
    switch path {
    case RecommendedRules.path: Array(RecommendedRules.text.utf8)
    case RecommendedRules.closingPath: Array(RecommendedRules.closingText.utf8)
    default: try files.contents(of: path, limit: limit)
    }
  }

  func names(in directory: String) throws(SecLangFileError) -> [String] {
    try files.names(in: directory)
  }
}

extension RuleSetReader {
  /// A Core Rule Set with what it expects of its engine.
  package static func readRecommended(
    in directory: String,
    setup: String? = nil,
    from files: any SecLangFiles = SystemSecLangFiles()
  ) throws(RuleProblems) -> RuleSet {
    try readCoreRuleSet(
      in: directory, setup: setup, with: [RecommendedRules.path], closing: [RecommendedRules.closingPath],
      from: FilesWithRecommendedRules(files: files))
  }
}
