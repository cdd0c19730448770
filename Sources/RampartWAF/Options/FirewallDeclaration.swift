/// `waf:` of a configuration: which rules, and how they are run.
package struct FirewallDeclaration: Sendable, Hashable {
  package enum Rules: Sendable, Hashable {
    /// The OWASP Core Rule Set of the system's package.
    case coreRuleSet
    /// The directory of a release.
    case directory(String)
  }

  package enum Mode: Sendable, Hashable {
    case block, detect, off
  }

  package enum OverLimit: Sendable, Hashable {
    case reject, partial
  }

  package struct Exclusion: Sendable, Hashable {
    /// As written; none for all that the entry is for.
    package var routes: [String] = []
    package var rules: [Int] = []
    package var tags: [String] = []
    package var targets: [RuleTarget] = []
    package var reason = ""
  }

  package var rules = Rules.coreRuleSet
  package var setup: String?
  package var mode = Mode.block
  package var paranoia = 1
  package var inboundThreshold = 5
  package var outboundThreshold = 4
  /// Bytes.
  package var requestBody = 128 << 10
  /// Bytes; nil: bodies of answers are not looked at.
  package var responseBody: Int?
  package var overBodyLimit = OverLimit.reject
  package var exclusions: [Exclusion] = []

  package init() {}

  /// Where Debian's package has the rules.
  package static let systemRules = "/usr/share/modsecurity-crs"

  package var directory: String {
    switch rules {
    case .coreRuleSet: Self.systemRules
    case .directory(let path): path
    }
  }
}
