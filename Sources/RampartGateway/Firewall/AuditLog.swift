import RampartCore
import RampartWAF

/// One JSON line for each rule that matched.
enum AuditLog {
  static func lines(
    _ transaction: Transaction, _ matches: ArraySlice<MatchedRule>, of report: ExchangeReport, decision: String
  ) -> [UInt8] {
    let facts = AuditFacts(report)
    var writer = JSONWriter()
    for match in matches {
      AuditLine.write(FirewallMatch(match, of: transaction), facts, decision: decision, into: &writer)
      writer.raw("\n")
    }
    return writer.bytes
  }
}

extension AuditFacts {
  init(_ report: ExchangeReport) {
    self.init(transaction: report.origin.requestID.description, client: report.origin.client.description)
    let fields = report.head.fields
    method = fields.with(report.head.method) { String(decoding: $0, as: UTF8.self) }
    host = fields.with(report.head.authority) { String(decoding: $0, as: UTF8.self) }
    path = fields.with(report.head.path) { String(decoding: $0, as: UTF8.self) }
  }
}
