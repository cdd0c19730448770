package import RampartCore

/// One line of JSON for a rule that matched, without the end of the line.
package enum AuditLine {
  /// - Parameter decision: `allow`, or the code of the denial.
  package static func write(
    _ match: FirewallMatch, _ facts: AuditFacts, decision: String, into writer: inout JSONWriter
  ) {
    writer.raw("{\"time\":")
    writer.string(Timestamp.now())
    writer.raw(",\"transaction\":")
    writer.string(facts.transaction)
    writer.raw(",\"client\":")
    writer.string(facts.client)
    writer.raw(",\"method\":")
    writer.string(facts.method)
    writer.raw(",\"host\":")
    writer.string(facts.host)
    writer.raw(",\"path\":")
    writer.string(facts.path)
    writer.raw(",\"id\":")
    writer.integer(match.id)
    writer.raw(",\"message\":")
    writer.string(match.message)
    writer.raw(",\"data\":")
    writer.string(match.data)
    writer.raw(",\"severity\":")
    writer.string(match.severity)
    writer.raw(",\"target\":")
    writer.string(match.target)
    // An exclusion of the last alone would not be enough.
    if match.targets.count > 1 {
      writer.raw(",\"targets\":")
      write(match.targets, into: &writer)
    }
    writer.raw(",\"matched\":")
    writer.string(match.matched)
    writer.raw(",\"tags\":")
    write(match.tags, into: &writer)
    writer.raw(",\"decision\":")
    writer.string(decision)
    writer.raw("}")
  }

  private static func write(_ texts: [String], into writer: inout JSONWriter) {
    writer.raw("[")
    for (index, text) in texts.enumerated() {
      if index > 0 { writer.raw(",") }
      writer.string(text)
    }
    writer.raw("]")
  }
}
