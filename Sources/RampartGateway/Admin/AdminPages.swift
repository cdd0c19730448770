import HTTPTypes
import RampartConfiguration
import RampartCore
import Synchronization

/// What the admin address serves: /metrics, /healthz and /readyz.
struct AdminPages: LocalHandler {
  var isForOperators: Bool { true }

  func respond(to head: RequestHead, _ pipeline: Pipeline, _ services: Services) -> Refusal {
    let isExposed = pipeline.configuration.admin?.isExposed ?? false
    return .answer(Self.answer(to: head, isExposed: isExposed, services), code: ExchangeReport.allowed)
  }

  /// - Parameter isExposed: whether the pages are meant to be reached under any name.
  private static func answer(to head: RequestHead, isExposed: Bool, _ services: Services) -> LocalAnswer {
    guard isExposed || isLocal(head) else {
      return text("the admin pages are served under the names of this machine\n", status: 421)
    }
    guard head.kind == .get || head.kind == .head else {
      return text(
        "only GET and HEAD are served here\n", status: 405, fields: [HTTPField(name: .allow, value: "GET, HEAD")])
    }
    switch head.fields.string(head.path) {
    case "/metrics":
      return LocalAnswer(
        status: 200, fields: [HTTPField(name: .contentType, value: "text/plain; version=0.0.4; charset=utf-8")],
        body: Array(services.metrics.exposition(heldBodies: services.heldBodies.total).utf8))
    case "/healthz":
      return text("alive\n", status: 200)
    case "/readyz":
      let isReady = services.isReady.load(ordering: .acquiring)
      return text(isReady ? "ready\n" : "not ready\n", status: isReady ? 200 : 503)
    default:
      return text("there is /metrics, /healthz and /readyz\n", status: 404)
    }
  }

  // A page of another site can give its own name this machine's address (DNS rebinding, CWE-350), and then reads along.
  private static func isLocal(_ head: RequestHead) -> Bool {
    let host = head.fields.string(head.host)
    return host.isEmpty || host == "localhost" || host.hasSuffix(".localhost") || host.hasPrefix("[")
      || IPAddress(host) != nil
  }

  private static func text(_ text: String, status: Int, fields: [HTTPField] = []) -> LocalAnswer {
    LocalAnswer(
      status: status,
      fields: [
        HTTPField(name: .contentType, value: "text/plain; charset=utf-8"),
        HTTPField(name: .cacheControl, value: "no-store"),
      ] + fields,
      body: Array(text.utf8))
  }
}
