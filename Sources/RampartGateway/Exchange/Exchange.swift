import CoreMetrics
import Logging
import NIOCore
import RampartBrowser
import RampartConfiguration
import RampartCore
import RampartWAF

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
  /// Whether the client speaks TLS, to this gateway or to a trusted proxy that says so.
  let isSecure: Bool

  private var downstream: (any Downstream)?
  private var connection: UpstreamConnection?
  private var phase = Phase.waiting
  private var request: UpstreamRequest?
  private var upstream: Upstream?
  private var tried: [UpstreamServer] = []
  private var server: UpstreamServer?
  /// What came of the body before there was a backend to take it.
  private var pending: PendingBody
  private var controls = ControlRun()
  /// Controls have not all decided; what comes of the body is pending.
  private var isDeciding = false
  private var inspection: Inspection?
  /// An answer that the firewall has not seen to its end.
  private var heldAnswer: (head: ResponseHead, body: ByteBuffer)?
  private var trailers: FieldBlock?
  private var hasSentBody = false
  /// The client holds its body back until the backend asks for it.
  private(set) var awaitsContinue: Bool
  /// The backend is asked to say when the body may come.
  private var expectsContinue: Bool
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
    isSecure = facts.isSecure || facts.isTrusted && Self.saysHTTPS(head)
    awaitsContinue = head.expectsContinue
    expectsContinue = head.expectsContinue
    record = AccessRecord(began: .now())
    pending = PendingBody(worker.services.heldBodies, limit: pipeline.limits.heldBodies, client: client)
  }

  var requestHasEnded: Bool { pending.hasEnded }

  var isHead: Bool { head.kind == .head }
  var acceptsUpgrade: Bool { head.isWebSocketUpgrade && phase == .waiting }

  private var stage: ResponseStage { isSecure ? pipeline.secureStage : pipeline.plainStage }

  private static func saysHTTPS(_ head: RequestHead) -> Bool {
    let lines = head.fields.lines.filter { $0.id == .forwardedProto }
    return !lines.isEmpty
      && lines.allSatisfy { line in
        head.fields.with(line.value) { value in
          var isHTTPS = true
          ByteClass.forEachListMember(value) { isHTTPS = isHTTPS && ByteClass.equals($0, lowercased: "https") }
          return isHTTPS && !value.isEmpty
        }
      }
  }

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
    // RFC 9110, 7.4: what asks for a secured connection is not answered on one that is not.
    guard !head.namesHTTPS || facts.isSecure || facts.isTrusted else {
      deny(.malformed)
      return
    }
    switch facts.listener.role {
    case .admin:
      answer(
        AdminPages.answer(
          to: head, isExposed: pipeline.configuration.admin?.isExposed ?? false, services: worker.services))
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
      if isDeciding || request != nil { carryOut(pending.receive(body)) }
      return
    }
    hasSentBody = true
    connection.send(body: body, isChunked: isChunkedUpstream)
    if !connection.isWritable { downstream?.setReading(false) }
  }

  func receiveEnd(trailers: FieldBlock?) {
    self.trailers = trailers
    let step = pending.end()
    guard phase != .over else { return }
    connection?.sendEnd(isChunked: isChunkedUpstream, trailers: passedTrailers)
    if isDeciding { carryOut(step) }
  }

  /// No rule can look at trailers, so none pass where rules look at the request.
  private var passedTrailers: FieldBlock? { inspection == nil ? trailers : nil }

  /// The request was complete with its head, which is how it was forwarded.
  func receiveEndWithoutBody() {
    _ = pending.end()
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
      breakOff(decision: denial.code)
    }
  }

  /// The request turned out to be none, and gets no answer.
  func abandon(_ denial: Denial) {
    guard phase != .over else { return }
    connection?.cancel()
    breakOff(decision: denial.code)
  }

  /// Ends the connection, or the stream, where no answer can be given.
  private func breakOff(decision: String) {
    // What the client does from now on is none of its decisions.
    isAnswered = true
    downstream?.abort()
    finish(decision: decision)
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
      upstream = pipeline.routeUpstreams[index]
      let ofRoute = pipeline.routeControls[index]
      if ofRoute.controls.isEmpty {
        inspect()
      } else {
        controls.begin(ofRoute.controls, ofRoute.answer)
        isDeciding = true
        decide(with: head.framing == .none ? .whole([]) : .unread)
      }
    }
  }

  private func decide(with body: RequestBody) {
    carryOut(controls.proceed(controlFacts(body)), body)
  }

  private func controlFacts(_ body: RequestBody) -> HeadFacts {
    HeadFacts(
      head: head, isSecure: isSecure, client: client, body: body)
  }

  private func carryOut(_ step: ControlRun.Step, _ body: RequestBody) {
    switch step {
    case .forward: inspect()
    case .answer(let status):
      isDeciding = false
      answer(OwnAnswer(status: status, fields: [], body: ByteBuffer()))
    case .deny(let denial):
      isDeciding = false
      deny(denial)
    case .needsBody(let limit):
      let step = pending.want(upTo: limit, seen: body)
      if case .readOn = step { askForBody() }
      carryOut(step)
    case .suspend(let control):
      suspend(for: control, body)
    }
  }

  private func carryOut(_ step: PendingBody.Step) {
    switch step {
    case .readOn: break
    case .stopReading: downstream?.setReading(false)
    case .decide(let body):
      if case .beginning = body { downstream?.setReading(false) }
      if inspection == nil { decide(with: body) } else { inspect(body) }
    case .deny(let denial):
      isDeciding = false
      deny(denial)
    }
  }

  /// The client may be waiting for a word of ours before it sends the body that we want to see.
  private func askForBody() {
    if awaitsContinue, head.version != .http10 {
      awaitsContinue = false
      expectsContinue = false
      var outgoing = outgoing(status: 100, fields: nil, framing: .none)
      outgoing.keepsAlive = true
      downstream?.send(informational: outgoing)
    }
    downstream?.setReading(true)
  }

  private func suspend(for control: any SuspendingControl, _ body: RequestBody) {
    let facts = controlFacts(body)
    let bound = NIOLoopBound(self, eventLoop: worker.eventLoop)
    Task {
      let verdict = await control.evaluate(facts)
      bound.eventLoop.execute { bound.value.resume(verdict, body) }
    }
  }

  private func resume(_ verdict: Verdict, _ body: RequestBody) {
    guard phase == .waiting else {
      // The client has left meanwhile; what the control began must end all the same.
      verdict.ticket?.ended()
      return
    }
    carryOut(controls.resume(verdict, controlFacts(body)), body)
  }

  // MARK: the firewall

  private func inspect() {
    guard let route = record.route.flatMap({ pipeline.routeControls[$0].firewall(for: head) }),
      let firewall = route.firewall
    else {
      isDeciding = false
      admit()
      return
    }
    do throws(FirewallError) {
      let inspection = Inspection(self, route, try worker.workspace(of: firewall))
      self.inspection = inspection
      isDeciding = true
      guard goesOn(inspection.evaluate(head)) else { return }
      guard head.framing != .none, inspection.wantsRequestBody else {
        inspect(.whole([]))
        return
      }
      let step = pending.want(upTo: inspection.bodyLimit, seen: .unread)
      if case .readOn = step { askForBody() }
      carryOut(step)
    } catch {
      worker.services.logger.error("the firewall cannot run", metadata: ["reason": "\(error)"])
      isDeciding = false
      deny(.overloaded)
    }
  }

  /// The request is refused for its form; its log says all the same what rules think of it. Call before `deny`.
  func inspect(remnant bytes: ByteBuffer) {
    guard case .gateway = facts.listener.role,
      let route = pipeline.controls.firewalls.first(where: { $0.firewall != nil }), let firewall = route.firewall,
      let workspace = try? worker.workspace(of: firewall)
    else { return }
    let inspection = Inspection(self, route, workspace)
    self.inspection = inspection
    inspection.evaluate(remnant: bytes)
  }

  private func inspect(_ body: RequestBody) {
    guard let inspection, goesOn(inspection.evaluate(body: body)) else { return }
    isDeciding = false
    logMatches(of: inspection, decision: "allow", isOver: false)
    admit()
  }

  private func logMatches(of inspection: Inspection, decision: String, isOver: Bool) {
    guard worker.services.auditLog.isOn else { return }
    let lines = inspection.takeAuditLines(of: self, decision: decision, isOver: isOver)
    if !lines.isEmpty { worker.services.auditLog.write(lines) }
  }

  /// - Returns: false where the request has been answered instead.
  private func goesOn(_ outcome: Inspection.Outcome) -> Bool {
    if case .pass = outcome { return true }
    isDeciding = false
    connection?.cancel()
    connection = nil
    switch outcome {
    case .pass: break
    case .deny(let denial): deny(denial)
    case .redirect(let location):
      answer(
        OwnAnswer(status: 302, fields: [("location", location)], body: ByteBuffer()), decision: "waf.blocked")
    case .drop: breakOff(decision: "waf.blocked")
    }
    return false
  }

  private func admit() {
    if case .length(let length) = head.framing, length > pipeline.limits.requestBody {
      deny(.bodyTooLarge)
      return
    }
    request = UpstreamRequest(
      head: head, facts: facts, requestID: requestID, isSecure: isSecure, expectsContinue: expectsContinue,
      wantsPlainAnswer: inspection?.mayWantResponseBody ?? false)
    forward()
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
    let body = pending.release()
    if body.readableBytes > 0 {
      hasSentBody = true
      connection.send(body: body, isChunked: isChunkedUpstream)
    }
    if requestHasEnded || head.framing == .none {
      connection.sendEnd(isChunked: isChunkedUpstream && requestHasEnded, trailers: passedTrailers)
    } else {
      connection.flush()
    }
    downstream?.setReading(connection.isWritable)
  }

  /// Tries another server where that cannot do anything twice, or answers with an error.
  private func retry(after failure: UpstreamFailure, wasUsed: Bool = false) {
    // A kept connection that the server was just closing says nothing about the server.
    releaseServer(after: wasUsed ? nil : failure)
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

  private func releaseServer(after failure: UpstreamFailure?) {
    defer { server = nil }
    guard let server else { return }
    server.requestEnded()
    guard let failure else { return }
    server.metrics.failures.increment()
    // Each further failure is in the metrics and, as a decision, in the access log.
    if server.failed(at: .now()) {
      worker.services.logger.warning(
        "server failed", metadata: server.logged.merging(["reason": "\(failure)"]) { $1 })
    }
  }

  // MARK: from the backend

  func upstreamSent(informational response: ResponseHead) {
    // HTTP/1.0 knows no 1xx (RFC 9110, 15.2).
    if response.status == 100 { awaitsContinue = false }
    guard phase == .waiting, head.version != .http10, response.status != 100 || expectsContinue else { return }
    var outgoing = outgoing(status: response.status, fields: response.fields, framing: .none)
    outgoing.keepsAlive = true
    downstream?.send(informational: outgoing)
  }

  func upstreamAnswered(_ response: ResponseHead) {
    guard phase == .waiting else { return }
    record.upstreamAnswered = .now()
    if let inspection {
      guard goesOn(inspection.evaluate(response)) else { return }
      if inspection.wantsResponseBody, response.framing != .none, !isHead {
        heldAnswer = (response, ByteBuffer())
        return
      }
    }
    pass(response)
  }

  private func pass(_ response: ResponseHead) {
    phase = .answering
    awaitsContinue = false
    answered(status: response.status)
    let framing: OutgoingHead.Framing =
      switch response.framing {
      case .none: .none
      case .length(let length): .length(length)
      case .chunked, .untilClose: .unknown
      }
    downstream?.send(outgoing(status: response.status, fields: response.fields, framing: framing))
  }

  func upstreamSent(_ body: ByteBuffer) {
    if heldAnswer != nil {
      hold(body)
      return
    }
    record.bytesOut += body.readableBytes
    guard let downstream else { return }
    downstream.send(body: body)
    if !downstream.isWritable { connection?.setReading(false) }
  }

  private func hold(_ body: ByteBuffer) {
    var copy = body
    heldAnswer?.body.writeBuffer(&copy)
    guard let inspection else { return }
    if let outcome = inspection.receive(response: body), !goesOn(outcome) { return }
    if inspection.hasSeenEnough { releaseAnswer() }
  }

  /// Sends what was held, if the rules let it pass.
  private func releaseAnswer() {
    guard let held = heldAnswer, let inspection, goesOn(inspection.evaluateResponseBody()) else { return }
    heldAnswer = nil
    pass(held.head)
    upstreamSent(held.body)
  }

  func upstreamEnded(trailers: FieldBlock?) {
    // INVARIANT: the connection has given itself back and may serve somebody else; whatever becomes of this answer must
    // neither pause nor close it.
    connection = nil
    releaseAnswer()
    guard phase != .over else { return }
    let passed = inspection?.wantsResponseBody == true ? nil : trailers
    endInspection(decision: "allow")
    isAnswered = true
    downstream?.sendEnd(trailers: passed)
    finish(decision: "allow")
  }

  func upstreamUpgraded(_ response: ResponseHead) {
    phase = .tunnel
    answered(status: 101)
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
    if heldAnswer != nil {
      heldAnswer = nil
      releaseServer(after: failure)
      deny(.invalidResponse)
      return
    }
    guard phase == .waiting else {
      releaseServer(after: failure)
      breakOff(decision: "upstream.aborted")
      return
    }
    switch failure {
    case .timeout:
      releaseServer(after: failure)
      deny(.upstreamTimeout)
    case .invalid:
      releaseServer(after: failure)
      deny(.invalidResponse)
    case .closed where !isEstablished && !hasSentBody:
      retry(after: failure)
    case .closed where head.kind.isIdempotent && !hasSentBody:
      retry(after: failure, wasUsed: wasUsed)
    case .closed:
      releaseServer(after: failure)
      deny(.unreachable)
    }
  }

  // MARK: to the client

  private func outgoing(status: Int, fields: FieldBlock?, framing: OutgoingHead.Framing) -> OutgoingHead {
    var edits = controls.answer
    if fields?.first(.setCookie) != nil { edits.cookies = cookieHardening }
    return OutgoingHead(
      status: status, fields: fields, controls: edits, framing: framing, requestID: requestID, stage: stage,
      keepsAlive: head.keepsAlive && !worker.isDraining && facts.isServed
        && (requestHasEnded || head.framing == .none)
        && (framing != .unknown || head.version != .http10),
      version: head.version)
  }

  /// Nil where the backend's cookies are left as they are.
  private var cookieHardening: CookieHardening? {
    record.route.flatMap { pipeline.routeControls[$0].cookiePolicy(for: head) }.map { policy in
      CookieHardening(policy: policy, isSecure: isSecure, dropped: worker.services.metrics.droppedCookies)
    }
  }

  private func answer(_ own: OwnAnswer, decision: String = "allow") {
    // Only the backend's own word counts for a control: another site must not be able to use up a visitor's failures with
    // requests that are refused here.
    record.status = own.status
    endInspection(decision: decision)
    // RFC 9110, 8.6: no Content-Length in a 204.
    let framing = own.status == 204 ? OutgoingHead.Framing.none : .length(own.body.readableBytes)
    var response = outgoing(status: own.status, fields: nil, framing: framing)
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

  private func answered(status: Int) {
    record.status = status
    for ticket in controls.tickets { ticket.answered(status: status) }
  }

  private func finish(decision: String) {
    guard phase != .over else { return }
    phase = .over
    for ticket in controls.tickets { ticket.ended() }
    endInspection(decision: decision)
    let server = tried.last
    releaseServer(after: nil)
    connection = nil
    _ = pending.release()
    report(decision: decision, server: server)
    let downstream = downstream
    self.downstream = nil
    downstream?.exchangeEnded()
  }

  /// Before the client has the end of its answer, so that nobody sees an answer whose matches are not logged yet.
  private func endInspection(decision: String) {
    heldAnswer = nil
    guard let inspection else { return }
    self.inspection = nil
    let transaction = inspection.transaction
    transaction.evaluateRemainder()
    transaction.log()
    logMatches(of: inspection, decision: decision, isOver: true)
    if let detected = transaction.detected { worker.services.metrics.detected(detected.cause.code) }
    transaction.close()
  }

  private func report(decision: String, server: UpstreamServer?) {
    if case .admin = facts.listener.role { return }
    let now = NIODeadline.now()
    let metrics = record.route.map { pipeline.routeMetrics[$0] } ?? pipeline.unrouted
    metrics.record(status: record.status, nanoseconds: (now - record.began).nanoseconds)
    for denial in controls.detected { worker.services.metrics.detected(denial.code) }
    if decision != "allow", decision != Self.redirected { worker.services.metrics.denied(decision) }
    guard worker.services.accessLog.isOn else { return }
    worker.services.accessLog.write(
      AccessLog.line(self, record, decision: decision, server: server, ended: now))
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
