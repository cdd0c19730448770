import RampartCore

/// What came of one request and its answer.
public struct FirewallReport: Sendable {
  /// The first decision that was not to allow; `allow` where there was none.
  public let decision: FirewallDecision
  /// In `detect`: whether it would have been refused.
  public let isDetected: Bool
  /// The rules that matched and are to be logged, in order; at most 500.
  public let matches: [FirewallMatch]
  private let facts: AuditFacts

  init(_ decision: FirewallDecision, isDetected: Bool, _ matches: [FirewallMatch], _ facts: AuditFacts) {
    self.decision = decision
    self.isDetected = isDetected
    self.matches = matches
    self.facts = facts
  }

  /// One line of JSON for each rule that matched, as the gateway's audit log has it, without the end of the line:
  /// `time`, `transaction`, `client`, `method`, `host`, `path`, `id`, `message`, `data`, `severity`, `target`,
  /// `matched`, `tags`, `decision`.
  public var auditLines: [String] {
    matches.map { match in
      var writer = JSONWriter()
      AuditLine.write(match, facts, decision: decision.name, into: &writer)
      return String(decoding: writer.bytes, as: UTF8.self)
    }
  }
}
