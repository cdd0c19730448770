import CoreMetrics
import Logging
import NIOCore
import RampartConfiguration
import RampartCore

/// One request and its answer, from the first byte to the line in the access log.
///
/// It knows no socket: the client is a `Downstream`, the backend an `UpstreamConnection`; both call it on the event
/// loop that owns all three.
final class Exchange {
  private enum Phase {
    /// Nothing has gone to the client yet.
    case waiting
    /// The head of the answer is out.
    case answering
    case tunnel
    case over
  }

  private static let maximumAttempts = 3
  private static let redirected = "redirect.https"

  let worker: Worker
  let pipeline: Pipeline
  let facts: ConnectionFacts
  let head: RequestHead
  let requestID: RequestID
  let client: IPAddress

  private var downstream: (any Downstream)?
  private var connection: UpstreamConnection?
  private var phase = Phase.waiting
  private var request: UpstreamRequest?
  private var upstream: Upstream?
  private var tried: [UpstreamServer] = []
  private var server: UpstreamServer?
  private var queue: [ByteBuffer] = []
  private var trailers: FieldBlock?
  private var hasSentBody = false
  /// The client holds its body back until the backend asks for it.
  private(set) var awaitsContinue: Bool
  private(set) var requestHasEnded = false
  /// The whole answer has been written; a client that closes from now on has got what it asked for.
  private var isAnswered = false
  private var record: AccessRecord

  init(head: RequestHead, downstream: any Downstream, facts: ConnectionFacts, worker: Worker) {
    self.head = head
    self.downstream = downstream
    self.facts = facts
    self.worker = worker
    pipeline = worker.pipeline
    requestID = Self.requestID(head, facts, worker)
    client =
      facts.isTrusted
      ? pipeline.clientAddress.resolve(peer: facts.peer, forwardedFor: head.fields.list(.forwardedFor) ?? "")
      : facts.peer
    awaitsContinue = head.expectsContinue
    record = AccessRecord(began: .now())
  }

  var isHead: Bool { head.kind == .head }
  var acceptsUpgrade: Bool { head.isWebSocketUpgrade && phase == .waiting }

  private var stage: ResponseStage { facts.isSecure ? pipeline.secureStage : pipeline.plainStage }

  // An id from a trusted proxy is kept, so that one request has one id on its whole way.
  private static func requestID(_ head: RequestHead, _ facts: ConnectionFacts, _ worker: Worker) -> RequestID {
    if facts.isTrusted, let line = head.fields.first(.requestID), let id = head.fields.with(line.value, RequestID.init)
    {
      return id
    }
    return RequestID(using: &worker.identifiers)
  }

  // MARK: from the client

  /// Decides who answers. Call once, before any part of the body.
  func begin() {
    switch facts.listener.role {
    case .admin:
      answer(AdminPages.answer(to: head, services: worker.services))
    case .redirect(let port):
      redirect(toPort: port)
    case .gateway:
      route()
    }
  }

  func receive(body: ByteBuffer) {
    record.bytesIn += body.readableBytes
    awaitsContinue = false
    guard phase == .waiting || phase == .answering else { return }
    guard record.bytesIn <= pipeline.limits.requestBody else {
      deny(.bodyTooLarge)
      return
    }
    guard let connection else {
      if request != nil {
        queue.append(body)
        downstream?.setReading(false)
      }
      return
    }
    hasSentBody = true
    connection.send(body: body, isChunked: isChunkedUpstream)
    if !connection.isWritable { downstream?.setReading(false) }
  }

  func receiveEnd(trailers: FieldBlock?) {
    requestHasEnded = true
    self.trailers = trailers
    if phase != .over { connection?.sendEnd(isChunked: isChunkedUpstream, trailers: trailers) }
  }

  /// The request was complete with its head, which is how it was forwarded.
  func receiveEndWithoutBody() {
    requestHasEnded = true
  }

  func receive(tunneled bytes: ByteBuffer) {
    record.bytesIn += bytes.readableBytes
    guard let connection else { return }
    connection.send(raw: bytes)
    if !connection.isWritable { downstream?.setReading(false) }
  }

  func flushUpstream() {
    connection?.flush()
  }

  func downstreamWritabilityChanged(isWritable: Bool) {
    connection?.setReading(isWritable)
  }

  /// The client is gone.
  func downstreamClosed() {
    guard phase != .over, !isAnswered else { return }
    connection?.cancel()
    finish(decision: phase == .tunnel ? "allow" : "client.closed")
  }

  /// The client is too slow or sends what is no valid body.
  func deny(_ denial: Denial) {
    guard phase != .over else { return }
    connection?.cancel()
    if phase == .waiting {
      answer(ErrorPages.page(for: denial, accept: head.fields.list(.accept), id: requestID), decision: denial.code)
    } else {
      downstream?.abort()
      finish(decision: denial.code)
    }
  }

  // MARK: deciding

  private func route() {
    let match = head.fields.with(head.host) { host in
      head.fields.with(head.path) { pipeline.routes.match(host: host, path: $0) }
    }
    switch match {
    case .noHost: deny(.misdirected)
    case .noPath: deny(.notFound)
    case .route(let index):
      record.route = index
      if case .length(let length) = head.framing, length > pipeline.limits.requestBody {
        deny(.bodyTooLarge)
        return
      }
      upstream = pipeline.routeUpstreams[index]
      request = UpstreamRequest(head: head, facts: facts, requestID: requestID)
      forward()
    }
  }

  private func redirect(toPort port: Int) {
    let host = head.fields.string(head.host)
    let isServed = head.fields.with(head.host) { host in
      head.fields.with(head.path) { pipeline.routes.match(host: host, path: $0) != .noHost }
    }
    guard !host.isEmpty, isServed else {
      deny(.misdirected)
      return
    }
    let authority = port == 443 ? host : "\(host):\(port)"
    let target = head.kind == .options && head.query.isEmpty && head.fields.string(head.path) == "*" ? "/" : nil
    let location = "https://\(authority)\(target ?? head.fields.string(head.path))\(head.fields.string(head.query))"
    answer(OwnAnswer(status: 308, fields: [("location", location)], body: ByteBuffer()), decision: Self.redirected)
  }

  // MARK: to the backend

  private var isChunkedUpstream: Bool {
    head.framing == .chunked || head.framing == .stream
  }

  private func forward() {
    guard let upstream else { return }
    let now = NIODeadline.now()
    guard let server = upstream.choose(tried: tried, start: worker.nextRotation(), now: now) else {
      deny(.unavailable)
      return
    }
    self.server = server
    server.requestBegan()
    record.upstreamBegan = now
    let pool = worker.pool(of: server)
    let isRetry = tried.contains { $0 === server }
    tried.append(server)
    if !isRetry, let connection = pool.take(mustBeFresh: !head.kind.isIdempotent, now: now) {
      use(connection)
      return
    }
    pool.connect { [self] result in
      switch result {
      case .success(let connection):
        if phase == .waiting { use(connection) } else { connection.close() }
      case .failure(let error):
        if phase == .waiting { retry(after: .closed(String(describing: error))) }
      }
    }
  }

  private func use(_ connection: UpstreamConnection) {
    guard let request else { return }
    self.connection = connection
    var buffer = worker.allocator.buffer(capacity: head.fields.bytes.readableBytes + 512)
    request.write(into: &buffer, server: connection.server, spanID: worker.identifiers.next())
    connection.begin(self, head: buffer)
    for part in queue {
      hasSentBody = true
      connection.send(body: part, isChunked: isChunkedUpstream)
    }
    queue = []
    if requestHasEnded || head.framing == .none {
      connection.sendEnd(isChunked: isChunkedUpstream && requestHasEnded, trailers: trailers)
    } else {
      connection.flush()
    }
    downstream?.setReading(connection.isWritable)
  }

  /// Tries another server where that cannot do anything twice, or answers with an error.
  private func retry(after failure: UpstreamFailure, wasUsed: Bool = false) {
    // A kept connection that the server was just closing says nothing about the server.
    releaseServer(failed: !wasUsed)
    worker.services.logger.debug(
      "upstream failed",
      metadata: [
        "id": "\(requestID.description)", "server": "\(tried.last?.label ?? "")", "reason": "\(failure)",
      ])
    // Each server once, and a single one twice, for a kept connection that it was just closing; not the whole group,
    // which one request must not be able to bring down.
    guard tried.count < min(max(2, upstream?.servers.count ?? 0), Self.maximumAttempts) else {
      deny(.unreachable)
      return
    }
    worker.services.metrics.retries.increment()
    forward()
  }

  private func releaseServer(failed: Bool) {
    server?.requestEnded()
    if failed {
      server?.failed(at: .now())
      server?.metrics.failures.increment()
    }
    server = nil
  }

  // MARK: from the backend

  func upstreamSent(informational response: ResponseHead) {
    // HTTP/1.0 knows no 1xx (RFC 9110, 15.2).
    if response.status == 100 { awaitsContinue = false }
    guard phase == .waiting, head.version != .http10, response.status != 100 || head.expectsContinue else { return }
    var outgoing = outgoing(status: response.status, fields: response.fields, framing: .none)
    outgoing.keepsAlive = true
    downstream?.send(informational: outgoing)
  }

  func upstreamAnswered(_ response: ResponseHead) {
    guard phase == .waiting else { return }
    phase = .answering
    awaitsContinue = false
    record.status = response.status
    record.upstreamAnswered = .now()
    let framing: OutgoingHead.Framing =
      switch response.framing {
      case .none: .none
      case .length(let length): .length(length)
      case .chunked, .untilClose: .unknown
      }
    downstream?.send(outgoing(status: response.status, fields: response.fields, framing: framing))
  }

  func upstreamSent(_ body: ByteBuffer) {
    record.bytesOut += body.readableBytes
    guard let downstream else { return }
    downstream.send(body: body)
    if !downstream.isWritable { connection?.setReading(false) }
  }

  func upstreamEnded(trailers: FieldBlock?) {
    connection = nil
    isAnswered = true
    downstream?.sendEnd(trailers: trailers)
    finish(decision: "allow")
  }

  func upstreamUpgraded(_ response: ResponseHead) {
    phase = .tunnel
    record.status = 101
    record.upstreamAnswered = .now()
    downstream?.becomeTunnel(outgoing(status: 101, fields: response.fields, framing: .none))
  }

  func upstreamTunneled(_ bytes: ByteBuffer) {
    record.bytesOut += bytes.readableBytes
    guard let downstream else { return }
    downstream.send(body: bytes)
    if !downstream.isWritable { connection?.setReading(false) }
  }

  func tunnelClosed() {
    connection = nil
    downstream?.abort()
    finish(decision: "allow")
  }

  func flushDownstream() {
    downstream?.flush()
  }

  func upstreamWritabilityChanged(isWritable: Bool) {
    downstream?.setReading(isWritable)
  }

  func upstreamFailed(_ failure: UpstreamFailure, isEstablished: Bool, wasUsed: Bool) {
    connection = nil
    guard phase == .waiting else {
      releaseServer(failed: true)
      downstream?.abort()
      finish(decision: "upstream.aborted")
      return
    }
    switch failure {
    case .timeout:
      releaseServer(failed: true)
      deny(.upstreamTimeout)
    case .invalid:
      releaseServer(failed: true)
      deny(.invalidResponse)
    case .closed where !isEstablished && !hasSentBody:
      retry(after: failure)
    case .closed where head.kind.isIdempotent && !hasSentBody:
      retry(after: failure, wasUsed: wasUsed)
    case .closed:
      releaseServer(failed: true)
      deny(.unreachable)
    }
  }

  // MARK: to the client

  private func outgoing(status: Int, fields: FieldBlock?, framing: OutgoingHead.Framing) -> OutgoingHead {
    OutgoingHead(
      status: status, fields: fields, framing: framing, requestID: requestID, stage: stage,
      keepsAlive: head.keepsAlive && !worker.isDraining && facts.isServed
        && (requestHasEnded || head.framing == .none)
        && (framing != .unknown || head.version != .http10),
      version: head.version)
  }

  private func answer(_ own: OwnAnswer, decision: String = "allow") {
    record.status = own.status
    var response = outgoing(status: own.status, fields: nil, framing: .length(own.body.readableBytes))
    response.own = own.fields
    // After a request that could not be read, nothing behind it can be trusted to be a request.
    if own.status == 400 { response.keepsAlive = false }
    downstream?.send(response)
    if !isHead, own.body.readableBytes > 0 {
      record.bytesOut += own.body.readableBytes
      downstream?.send(body: own.body)
    }
    isAnswered = true
    downstream?.sendEnd(trailers: nil)
    finish(decision: decision)
  }

  private func finish(decision: String) {
    guard phase != .over else { return }
    phase = .over
    let server = tried.last
    releaseServer(failed: false)
    connection = nil
    queue = []
    report(decision: decision, server: server)
    let downstream = downstream
    self.downstream = nil
    downstream?.exchangeEnded()
  }

  private func report(decision: String, server: UpstreamServer?) {
    if case .admin = facts.listener.role { return }
    let now = NIODeadline.now()
    let metrics = record.route.map { pipeline.routeMetrics[$0] } ?? pipeline.unrouted
    metrics.record(status: record.status, nanoseconds: (now - record.began).nanoseconds)
    if decision != "allow", decision != Self.redirected { worker.services.metrics.denied(decision) }
    guard worker.services.accessLog.isOn else { return }
    worker.services.accessLog.write(self, record, decision: decision, server: server, ended: now)
  }
}

/// An answer that no backend made.
struct OwnAnswer {
  var status: Int
  /// Names in lower case.
  var fields: [(name: String, value: String)]
  var body: ByteBuffer
}

/// What the access log says of an exchange beside its request.
struct AccessRecord {
  var began: NIODeadline
  var upstreamBegan: NIODeadline?
  var upstreamAnswered: NIODeadline?
  var route: Int?
  /// 0 where no answer was given.
  var status = 0
  var bytesIn = 0
  var bytesOut = 0
}
