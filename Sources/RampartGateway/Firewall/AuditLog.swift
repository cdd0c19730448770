import RampartConfiguration
import RampartCore
import RampartWAF

/// One JSON line for each rule that matched.
///
/// Values are cut and escaped; those of fields that hold secrets are left out, and the rule's own text with them, which
/// repeats the value.
enum AuditLog {
  private static let longestValue = 256

  static func lines(_ transaction: Transaction, of exchange: Exchange, decision: String) -> [UInt8] {
    var writer = JSONWriter()
    for match in transaction.matches { write(match, transaction, exchange, decision, into: &writer) }
    return writer.bytes
  }

  private static func write(
    _ match: MatchedRule,
    _ transaction: Transaction,
    _ exchange: Exchange,
    _ decision: String,
    into writer: inout JSONWriter
  ) {
    let value = match.values.last
    let isSecret = match.values.contains { SecretNames.contain($0.name) }
    writer.raw("{\"time\":")
    writer.string(Timestamp.now())
    writer.raw(",\"transaction\":")
    writer.string(exchange.requestID.description)
    writer.raw(",\"client\":")
    writer.string(exchange.client.description)
    writer.raw(",\"method\":")
    exchange.head.fields.with(exchange.head.method) { writer.string(utf8: $0) }
    writer.raw(",\"host\":")
    exchange.head.fields.with(exchange.head.authority) { writer.string(utf8: $0) }
    writer.raw(",\"path\":")
    exchange.head.fields.with(exchange.head.path) { writer.string(utf8: $0) }
    writer.raw(",\"id\":")
    writer.integer(match.id)
    writer.raw(",\"message\":")
    write(match.message, unless: isSecret, into: &writer)
    writer.raw(",\"data\":")
    write(match.logData, unless: isSecret, into: &writer)
    writer.raw(",\"severity\":")
    writer.string(match.rule.severity.map { "\($0)" } ?? "none")
    writer.raw(",\"target\":")
    write(value?.name ?? [], unless: false, into: &writer)
    writeTargets(match.values, into: &writer)
    writer.raw(",\"matched\":")
    write(value?.value ?? [], unless: isSecret, into: &writer)
    writer.raw(",\"tags\":[")
    for (index, tag) in match.rule.tags.enumerated() {
      if index > 0 { writer.raw(",") }
      writer.string(tag)
    }
    writer.raw("],\"decision\":")
    writer.string(decision)
    writer.raw("}\n")
  }

  /// All variables, each once, where there are several: an exclusion of the last alone would not be enough.
  private static func writeTargets(_ values: [MatchedRule.Value], into writer: inout JSONWriter) {
    let names = values.indices.filter { index in !values[..<index].contains { $0.name == values[index].name } }
    guard names.count > 1 else { return }
    writer.raw(",\"targets\":[")
    for (number, index) in names.enumerated() {
      if number > 0 { writer.raw(",") }
      write(values[index].name, unless: false, into: &writer)
    }
    writer.raw("]")
  }

  private static func write(_ bytes: [UInt8], unless isSecret: Bool, into writer: inout JSONWriter) {
    if isSecret {
      writer.string("redacted")
    } else {
      bytes.prefix(longestValue).withUnsafeBytes { writer.string(utf8: $0) }
    }
  }
}

/// Names of fields whose values belong into no log.
enum SecretNames {
  private static let parts = [
    "password", "passwd", "pwd", "passphrase", "secret", "token", "authorization", "cookie", "session", "api-key",
    "apikey", "api_key", "credential",
  ]

  /// - Parameter target: as a rule names it: `ARGS:password`, `REQUEST_HEADERS:Authorization`.
  static func contain(_ target: [UInt8]) -> Bool {
    let name = String(decoding: target.prefix(256), as: UTF8.self).lowercased()
    return parts.contains { name.contains($0) }
  }
}
