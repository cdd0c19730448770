/// One line of the gateway's audit log: a rule that matched in a request.
package struct AuditEntry: Sendable, Hashable {
  /// RFC 3339, in UTC, so that texts are in the order of the times.
  package var time: String
  package var transaction: String
  /// An address.
  package var client: String
  /// Canonical.
  package var path: String
  package var rule: Int
  /// By name, such as `critical`.
  package var severity: String
  /// The variables that matched, such as `ARGS:q`; those of all links of a chain.
  package var targets: [String]
  package var tags: [String]

  package init(
    time: String, transaction: String, client: String, path: String, rule: Int, severity: String = "none",
    targets: [String], tags: [String] = []
  ) {
    self.time = time
    self.transaction = transaction
    self.client = client
    self.path = path
    self.rule = rule
    self.severity = severity
    self.targets = targets
    self.tags = tags
  }

  /// What a rule of this severity adds to a request's score in the Core Rule Set.
  var score: Int {
    switch severity {
    case "emergency", "alert", "critical": 5
    case "error": 4
    case "warning": 3
    case "notice": 2
    default: 0
    }
  }
}
