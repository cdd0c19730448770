import RampartCore
import RampartWAF

/// What `rampart waf tune` says beside the exclusions.
struct TuningReport {
  let reader: AuditLogReader
  let result: TuningResult

  private static let longestList = 40

  /// For people; what comes from clients is shown so that it cannot pass for anything else.
  var notes: [String] {
    var notes = [
      "\(reader.read) lines, \(result.clients) clients, of which \(result.hostileClients) look hostile; "
        + "\(result.machinery) lines of rules that are never proposed"
    ]
    if reader.damaged > 0 { notes.append("\(reader.damaged) lines are no lines of an audit log and were passed over") }
    if reader.tooLong > 0 { notes.append("\(reader.tooLong) lines are too long and were passed over") }
    if result.leftOut > 0 {
      notes.append(
        "\(result.leftOut) lines are beyond what is kept in memory and were passed over: give fewer logs at once")
    }
    let refused = result.refused
    if !refused.isEmpty { notes.append("not proposed:") }
    for finding in refused.prefix(Self.longestList) { notes.append("  \(Self.text(finding))") }
    if refused.count > Self.longestList {
      notes.append("  and \(refused.count - Self.longestList) more, which `--json` lists")
    }
    return notes
  }

  private static func text(_ finding: Finding) -> String {
    let evidence = finding.evidence
    let target = finding.target.map { " \(Excerpt.readable(Array($0.utf8), upTo: 80))" } ?? ""
    let hostile = evidence.hostileClients > 0 ? ", \(evidence.hostileClients) hostile" : ""
    return "\(finding.rule)\(target) at \(Excerpt.readable(Array(finding.path.utf8), upTo: 80)): "
      + "\(evidence.requests) requests, \(evidence.clients) clients\(hostile): \(finding.refusal?.text ?? "")"
  }

  var json: JSONValue {
    [
      "lines": .integer(reader.read), "damaged": .integer(reader.damaged), "tooLong": .integer(reader.tooLong),
      "leftOut": .integer(result.leftOut), "neverProposed": .integer(result.machinery),
      "clients": .integer(result.clients), "hostileClients": .integer(result.hostileClients),
      "proposals": .array(result.findings.filter { $0.refusal == nil }.map(Self.json)),
      "notProposed": .array(result.refused.map(Self.json)),
    ]
  }

  private static func json(_ finding: Finding) -> JSONValue {
    var members: [JSONValue.Member] = [
      .init("rule", .integer(finding.rule)), .init("target", finding.target.map { .string($0) } ?? .null),
      .init("route", .string(finding.path)), .init("requests", .integer(finding.evidence.requests)),
      .init("clients", .integer(finding.evidence.clients)),
      .init("hostileClients", .integer(finding.evidence.hostileClients)),
      .init("first", .string(finding.evidence.first)), .init("last", .string(finding.evidence.last)),
    ]
    if let refusal = finding.refusal { members.append(.init("why", .string(refusal.text))) }
    return .object(members)
  }
}
