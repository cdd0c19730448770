import HTTPTypes
import RampartCore

/// One exchange in a lane: its transaction, and what the log will want to know of it.
final class OpenExchange {
  private let transaction: Transaction
  private let exclusions: [PathExclusion]
  private var facts: AuditFacts
  private var decision = FirewallDecision.allow
  private var isText = false

  init(_ transaction: Transaction, _ exclusions: [PathExclusion], _ facts: AuditFacts) {
    self.transaction = transaction
    self.exclusions = exclusions
    self.facts = facts
  }

  var wantsRequestBody: Bool { transaction.wantsRequestBody }
  var wantsResponseBody: Bool { isText && transaction.wantsResponseBody }

  func evaluate(_ head: HTTPRequest, version: String) -> FirewallDecision {
    // `CONNECT` has a host in place of a path.
    let target = head.path ?? head.authority ?? ""
    let path = String(Substring(target).parts(at: "?", maximum: 2)[0])
    facts.method = head.method.rawValue
    facts.host = head.authority ?? ""
    facts.path = path
    for exclusion in exclusions where exclusion.holds(for: path) { transaction.exclude(exclusion.index) }
    transaction.setRequestLine(method: head.method.rawValue, target: target, version: version)
    for field in head.headerFields {
      add(field) { transaction.addRequestHeader($0, $1) }
    }
    // swift-http-types keeps the host apart from the fields, where the rules look for it.
    if let authority = head.authority, !authority.isEmpty, !head.headerFields.contains(where: { $0.name.isHost }) {
      transaction.addRequestHeader("Host", authority)
    }
    return decided(transaction.evaluateRequestHead())
  }

  func evaluate(requestBody: [UInt8]) -> FirewallDecision {
    if let refused = requestBody.withUnsafeBytes({ transaction.appendRequestBody($0) }) { return decided(refused) }
    return decided(transaction.evaluateRequestBody())
  }

  func evaluate(_ head: HTTPResponse) -> FirewallDecision {
    isText = ResponseText.isIn(head)
    transaction.setResponse(status: head.status.code)
    for field in head.headerFields {
      add(field) { transaction.addResponseHeader($0, $1) }
    }
    return decided(transaction.evaluateResponseHead())
  }

  func evaluate(responseBody: [UInt8]) -> FirewallDecision {
    guard wantsResponseBody else { return decision }
    if let refused = responseBody.withUnsafeBytes({ transaction.appendResponseBody($0) }) { return decided(refused) }
    return decided(transaction.evaluateResponseBody())
  }

  /// The phase of the log; the exchange must not be used any more.
  func finish() -> FirewallReport {
    transaction.evaluateRemainder()
    transaction.log()
    let report = FirewallReport(
      decision, isDetected: transaction.detected != nil,
      transaction.matches.map { FirewallMatch($0, of: transaction) }, facts)
    transaction.close()
    return report
  }

  private func add(_ field: HTTPField, to message: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Void) {
    var name = field.name.rawName
    name.withUTF8 { name in
      field.withUnsafeBytesOfValue { message(UnsafeRawBufferPointer(name), UnsafeRawBufferPointer($0)) }
    }
  }

  private func decided(_ intervention: Intervention?) -> FirewallDecision {
    let wanted = FirewallDecision(intervention)
    if decision == .allow { decision = wanted }
    return wanted
  }
}

extension HTTPField.Name {
  fileprivate var isHost: Bool { canonicalName == "host" }
}
