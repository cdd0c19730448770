import NIOCore
import RampartCore

/// One JSON line for each exchange.
///
/// Not through swift-log: its metadata is a dictionary, an allocation for each field of each request. The line has the
/// same form as the lines of `JSONLogHandler` and goes through the same kind of sink.
enum AccessLog {
  static func line(
    _ report: ExchangeReport,
    route: String?,
    decision: String,
    ended: NIODeadline
  ) -> [UInt8] {
    let head = report.head
    var writer = JSONWriter()
    writer.bytes.reserveCapacity(512)
    writer.raw("{\"time\":")
    writer.string(Timestamp.now())
    writer.raw(",\"id\":")
    writer.string(report.origin.requestID.description)
    writer.raw(",\"client\":")
    writer.string(report.origin.client.description)
    writer.raw(",\"method\":")
    head.fields.with(head.method) { writer.string(utf8: $0) }
    writer.raw(",\"scheme\":")
    writer.raw(report.origin.isSecure ? "\"https\"" : "\"http\"")
    writer.raw(",\"host\":")
    head.fields.with(head.authority) { writer.string(utf8: $0) }
    writer.raw(",\"path\":")
    head.fields.with(head.path) { writer.string(utf8: $0) }
    writer.raw(",\"protocol\":")
    writer.raw(head.version.name)
    writer.raw(",\"status\":")
    writer.integer(report.status)
    writer.raw(",\"route\":")
    writer.stringOrNull(route)
    writer.raw(",\"upstream\":")
    writer.stringOrNull(report.upstream.server?.identity.upstream)
    writer.raw(",\"server\":")
    writer.stringOrNull(report.upstream.server?.label)
    writer.raw(",\"bytesIn\":")
    writer.integer(report.bytesIn)
    writer.raw(",\"bytesOut\":")
    writer.integer(report.bytesOut)
    writer.raw(",\"durationMs\":")
    writer.milliseconds(ended - report.began)
    writer.raw(",\"upstreamMs\":")
    if let began = report.upstream.began, let answered = report.upstream.answered {
      writer.milliseconds(answered - began)
    } else {
      writer.raw("null")
    }
    writer.raw(",\"decision\":")
    writer.string(decision)
    writer.dropped(report.droppedFields)
    writer.raw("}\n")
    return writer.bytes
  }
}

extension RequestHead.Version {
  /// As JSON text.
  fileprivate var name: StaticString {
    switch self {
    case .http10: "\"HTTP/1.0\""
    case .http11: "\"HTTP/1.1\""
    case .http2: "\"HTTP/2\""
    }
  }
}

extension JSONWriter {
  fileprivate mutating func stringOrNull(_ text: String?) {
    if let text { string(text) } else { raw("null") }
  }

  /// Names of request fields alone, and how many there were where these are not all.
  fileprivate mutating func dropped(_ fields: DroppedFields) {
    guard fields.count > 0 else { return }
    for (index, name) in fields.names.enumerated() {
      raw(index == 0 ? ",\"droppedFields\":[" : ",")
      string(name)
    }
    raw("]")
    guard fields.count > fields.names.count else { return }
    raw(",\"droppedFieldCount\":")
    integer(fields.count)
  }

  /// With three decimals.
  fileprivate mutating func milliseconds(_ amount: TimeAmount) {
    let microseconds = max(0, amount.nanoseconds / 1000)
    integer(microseconds / 1000)
    let fraction = microseconds % 1000
    raw(fraction < 10 ? ".00" : fraction < 100 ? ".0" : ".")
    integer(fraction)
  }
}
