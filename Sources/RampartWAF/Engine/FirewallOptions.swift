/// How a firewall is set up. What is nil here is what the rules say, or else ModSecurity's default.
package struct FirewallOptions: Sendable {
  package enum Mode: Sendable, Hashable {
    /// Matches have no effect but to be reported; rules cannot turn this into `block`.
    case detect
    case block
  }

  package enum OverLimit: Sendable, Hashable {
    case reject
    /// The rules see what fits.
    case partial
  }

  package var mode: Mode?
  /// 1 to 4.
  package var paranoia: Int?
  package var inboundThreshold: Int?
  package var outboundThreshold: Int?
  /// Further members of `TX` that are set before the rules run.
  package var assignments: [(key: String, value: String)] = []
  /// Bytes.
  package var requestBodyLimit = 128 << 10
  package var requestBodyOverLimit = OverLimit.reject
  /// Bytes; nil: bodies of responses are not looked at.
  package var responseBodyLimit: Int?
  package var responseBodyOverLimit = OverLimit.partial
  package var bodyLimits = BodyLimits()
  package var exclusions: [FirewallExclusion] = []
  /// Those that hold only where `Transaction.exclude(_:)` says so.
  package var conditionalExclusions: [FirewallExclusion] = []
  /// Where compiled patterns are kept; nil: nowhere.
  package var patternCacheFolder: String?
  /// The most matches that a transaction reports, and the most values of one match.
  package var reportedMatches = 500
  package var reportedValues = 20

  package init() {}
}
