import RampartConfiguration
import RampartCore

/// Answers the requests of a listener itself, without routes and backends.
protocol LocalHandler: Sendable {
  /// Whether its clients are the operators: they get in when clients have taken every connection, and what they ask is
  /// in no log and no metric.
  var isForOperators: Bool { get }
  func respond(to head: RequestHead, _ pipeline: Pipeline, _ services: Services) -> Refusal
}

/// Sends every client to HTTPS.
struct RedirectHandler: LocalHandler {
  static let code = "redirect.https"

  /// The port that clients reach HTTPS at.
  let port: Int

  var isForOperators: Bool { false }

  func respond(to head: RequestHead, _ pipeline: Pipeline, _ services: Services) -> Refusal {
    let host = head.fields.string(head.host)
    let match = head.fields.with(head.host) { host in
      head.fields.with(head.path) { pipeline.routes.match(host: host, path: $0) }
    }
    guard !host.isEmpty, match != .noHost else { return .deny(.misdirected) }
    var path = head.path
    if case .route(let index) = match, pipeline.routes.routes[index].forwardsPathAsSent { path = head.sentPath }
    let authority = port == 443 ? host : "\(host):\(port)"
    let isAsterisk = head.kind == .options && head.query.isEmpty && head.fields.string(head.path) == "*"
    let target = isAsterisk ? "/" : head.fields.string(path)
    let location = "https://\(authority)\(target)\(head.fields.string(head.query))"
    return .answer(.redirect(to: location, status: 308), code: Self.code)
  }
}
