/// Which rules a ``WebApplicationFirewall`` runs, and how; `.init()` is the recommended setting.
public struct WebApplicationFirewallOptions: Sendable {
  /// Where the rules come from.
  public enum Rules: Sendable, Hashable {
    /// The OWASP Core Rule Set of the system's package, `modsecurity-crs` on Debian.
    case coreRuleSet
    /// The path of a directory of a release of the Core Rule Set, which holds `rules/`.
    case directory(String)
  }

  /// What becomes of what matches.
  public enum Mode: Sendable, Hashable {
    /// It is refused.
    case block
    /// It passes and is reported, for finding out what would be refused.
    case detect
  }

  /// What becomes of a request whose body is longer than the rules may see.
  public enum OverLimit: Sendable, Hashable {
    /// It is refused with 413.
    case reject
    /// The rules see the beginning, and the rest passes unseen.
    case partial
  }

  public var rules = Rules.coreRuleSet
  /// The path of the rule set's own settings, in place of its `crs-setup.conf`.
  public var setup: String?
  public var mode = Mode.block
  /// How much the rules suspect, 1 to 4. From 2 on they suspect ordinary requests too, and exclusions are needed.
  public var paranoia = 1
  /// The score from which a request is refused; one critical rule scores 5.
  public var inboundThreshold = 5
  /// The score from which an answer is refused.
  public var outboundThreshold = 4
  /// How much of a request's body the rules see, in bytes, 0 to 64 MiB.
  public var requestBody = 128 << 10
  public var overBodyLimit = OverLimit.reject
  /// How much of an answer's text the rules see, in bytes, up to 64 MiB; nil: none of it. Status and fields they see
  /// always.
  public var responseBody: Int?
  public var exclusions: [RuleExclusion] = []
  /// The path of a folder for compiled patterns. To compile them takes some ten seconds, to read them milliseconds. Only
  /// this user may be able to write there. Nil: they are kept nowhere.
  public var patternCache: String?

  public init() {}

  var directory: String {
    switch rules {
    case .coreRuleSet: FirewallDeclaration.systemRules
    case .directory(let path): path
    }
  }
}
