import HTTPTypes
import RampartCore

/// One exchange in a lane: its inspection, and what the report will say of it.
final class OpenExchange {
  private var matches: [FirewallMatch] = []
  private lazy var inspection = Inspection(transaction) { [unowned self] matches, transaction, _ in
    self.matches += matches.map { FirewallMatch($0, of: transaction) }
  }
  private let transaction: Transaction
  private let exclusions: [PathExclusion]
  private var facts: AuditFacts
  private var decision = FirewallDecision.allow

  init(_ transaction: Transaction, _ exclusions: [PathExclusion], _ facts: AuditFacts) {
    self.transaction = transaction
    self.exclusions = exclusions
    self.facts = facts
  }

  /// Before the head is evaluated: what depends on the path.
  func prepare(_ head: HTTPRequest) {
    let path = String(Substring(head.path ?? head.authority ?? "").parts(at: "?", maximum: 2)[0])
    facts.method = head.method.rawValue
    facts.host = head.authority ?? ""
    facts.path = path
    for exclusion in exclusions where exclusion.holds(for: path) { transaction.exclude(exclusion.index) }
  }

  /// One step of the exchange; the first refusal is what the report says.
  func step(_ body: (Inspection) -> Refusal?) -> Refusal? {
    let refusal = body(inspection)
    if decision == .allow { decision = FirewallDecision(refusal) }
    return refusal
  }

  func ask<Result>(_ body: (Inspection) -> Result) -> Result { body(inspection) }

  /// The phase of the log; the exchange must not be used any more.
  func finish() -> FirewallReport {
    let detected = inspection.finish(decision: decision.name)
    return FirewallReport(decision, isDetected: detected != nil, matches, facts)
  }
}
