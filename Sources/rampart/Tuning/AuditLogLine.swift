import RampartWAF

/// A line of the audit log, as far as it is evidence.
struct AuditLogLine: Decodable {
  var time: String
  var transaction: String
  var client: String
  var path: String
  var id: Int
  var severity: String
  var target: String
  /// Where more than one variable matched.
  var targets: [String]?
  var tags: [String]

  var entry: AuditEntry {
    AuditEntry(
      time: time, transaction: transaction, client: client, path: path, rule: id, severity: severity,
      targets: targets ?? [target], tags: tags)
  }
}
