import RampartCore
import RampartWAF

/// One JSON line for each rule that matched.
enum AuditLog {
  static func lines(
    _ transaction: Transaction, _ matches: ArraySlice<MatchedRule>, of exchange: Exchange, decision: String
  ) -> [UInt8] {
    let facts = AuditFacts(exchange)
    var writer = JSONWriter()
    for match in matches {
      AuditLine.write(FirewallMatch(match, of: transaction), facts, decision: decision, into: &writer)
      writer.raw("\n")
    }
    return writer.bytes
  }
}

extension AuditFacts {
  init(_ exchange: Exchange) {
    self.init(transaction: exchange.requestID.description, client: exchange.client.description)
    let fields = exchange.head.fields
    method = fields.with(exchange.head.method) { String(decoding: $0, as: UTF8.self) }
    host = fields.with(exchange.head.authority) { String(decoding: $0, as: UTF8.self) }
    path = fields.with(exchange.head.path) { String(decoding: $0, as: UTF8.self) }
  }
}
