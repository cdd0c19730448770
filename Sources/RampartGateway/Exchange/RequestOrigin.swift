import RampartCore

/// Where a request comes from; each fact is established once, when its head is there.
struct RequestOrigin: Sendable {
  let connection: ConnectionFacts
  let requestID: RequestID
  /// The client itself, behind trusted proxies.
  let client: IPAddress
  /// Whether the client uses TLS, to this gateway or to a trusted proxy that says so.
  let isSecure: Bool

  init(
    of head: RequestHead, by connection: ConnectionFacts, _ clients: ClientAddress,
    _ ids: inout some RandomNumberGenerator
  ) {
    self.connection = connection
    guard connection.isTrusted else {
      requestID = RequestID(using: &ids)
      client = connection.peer
      isSecure = connection.isSecure
      return
    }
    let fields = head.fields
    // An id from a trusted proxy is kept, so that one request has one id on its whole way.
    requestID = fields.first(.requestID).flatMap { fields.with($0.value, RequestID.init) } ?? RequestID(using: &ids)
    client = clients.resolve(peer: connection.peer, forwardedFor: fields.list(.forwardedFor) ?? "")
    let schemes = fields.lines.filter { $0.id == .forwardedProto }.map { line in fields.with(line.value) { Array($0) } }
    isSecure = ForwardedProto.saysHTTPS(schemes) ?? connection.isSecure
  }

  var scheme: StaticString { isSecure ? "https" : "http" }
}
