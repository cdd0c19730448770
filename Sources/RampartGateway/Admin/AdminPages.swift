import NIOCore
import RampartCore
import Synchronization

/// What the admin address serves: /metrics, /healthz and /readyz.
enum AdminPages {
  /// - Parameter isExposed: whether the pages are meant to be reached under any name.
  static func answer(to head: RequestHead, isExposed: Bool, services: Services) -> OwnAnswer {
    guard isExposed || isLocal(head) else {
      return text("the admin pages are served under the names of this machine\n", status: 421)
    }
    guard head.kind == .get || head.kind == .head else {
      return text("only GET and HEAD are served here\n", status: 405, fields: [("allow", "GET, HEAD")])
    }
    switch head.fields.string(head.path) {
    case "/metrics":
      return OwnAnswer(
        status: 200, fields: [("content-type", "text/plain; version=0.0.4; charset=utf-8")],
        body: ByteBuffer(string: services.metrics.exposition(heldBodies: services.heldBodies.total)))
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

  private static func text(_ text: String, status: Int, fields: [(name: String, value: String)] = []) -> OwnAnswer {
    OwnAnswer(
      status: status,
      fields: [("content-type", "text/plain; charset=utf-8"), ("cache-control", "no-store")] + fields,
      body: ByteBuffer(string: text))
  }
}
