import Logging
import NIOCore
import RampartBrowser
import RampartConfiguration
import RampartCore
import RampartWAF

/// One request and its answer, from the first byte to the line in the access log.
///
/// It knows no socket: the client is a `Downstream`, the backend an `UpstreamAttempt`; both call it on the event loop that
/// owns all three. Every answer leaves through `outgoing`, whoever gives it.
final class Exchange {
  private enum State {
    /// Controls and the firewall decide; nothing has gone to the client or to a backend.
    case deciding
    /// A control is waited for.
    case waiting(Task<Void, Never>)
    /// The backend has been asked and has not answered.
    case forwarding(UpstreamAttempt)
    /// The answer is held back until the firewall has seen it.
    case holding(UpstreamAttempt, AnswerGate)
    /// The head of the backend's answer is out.
    case answering(UpstreamAttempt)
    /// The answer is out, and the rest of the request is still relayed: so many bytes at most.
    case draining(UpstreamAttempt, left: Int)
    case tunnel(UpstreamAttempt, WebSocketTunnel)
    case over
  }

  /// Of a request whose answer is complete.
  private static let maximumDrained = 1 << 20

  let worker: Worker
  let pipeline: Pipeline
  private(set) var report: ExchangeReport
  private var downstream: (any Downstream)?
  private var state = State.deciding
  private var gate: RequestGate<AnswerEdits>?
  private var observer: (any ExchangeObserver)?
  private var body: PendingBody
  private var expectation: Expectation

  init(head: RequestHead, downstream: any Downstream, facts: ConnectionFacts, worker: Worker) {
    var head = head
    var dropped = DroppedFields()
    head.fields.drop(except: worker.pipeline.fieldNames, noting: &dropped)
    self.worker = worker
    self.downstream = downstream
    pipeline = worker.pipeline
    let origin = RequestOrigin(of: head, by: facts, pipeline.clientAddress, &worker.identifiers)
    report = ExchangeReport(head, origin, began: worker.now, dropped: dropped)
    expectation = Expectation(head)
    body = PendingBody(worker.services.heldBodies, limit: pipeline.limits.heldBodies, client: origin.client)
  }

  private var head: RequestHead { report.head }
  private var origin: RequestOrigin { report.origin }
  private var isHead: Bool { head.kind == .head }
  /// The client holds its body back until somebody asks for it.
  var awaitsContinue: Bool { expectation.clientWaits }

  private var attempt: UpstreamAttempt? {
    switch state {
    case .deciding, .waiting, .over: nil
    case .forwarding(let attempt), .holding(let attempt, _), .answering(let attempt), .draining(let attempt, _),
      .tunnel(let attempt, _):
      attempt
    }
  }

  // MARK: from the client

  /// Decides who answers. Call once, before any part of the body.
  func begin() {
    // RFC 9110, 7.4: what asks for a secured connection is not answered on one that is not.
    guard !head.namesHTTPS || origin.connection.isSecure || origin.connection.isTrusted else {
      return deny(.malformed)
    }
    guard !origin.connection.admission.hasEnded else { return deny(.admissionEnded) }
    switch origin.connection.listener.role {
    case .local(let handler): refuse(handler.respond(to: head, pipeline, worker.services))
    case .gateway: route()
    }
  }

  func receive(body part: ByteBuffer) {
    report.bytesIn += part.readableBytes
    expectation.clientWaits = false
    if case .over = state { return }
    guard report.bytesIn <= pipeline.limits.requestBody else { return deny(.bodyTooLarge) }
    if case .draining(let attempt, let left) = state {
      guard part.readableBytes <= left else { return stopDraining() }
      state = .draining(attempt, left: left - part.readableBytes)
    }
    guard let attempt, attempt.isConnected else { return carryOut(body.receive(part)) }
    attempt.send(body: part)
    if !attempt.isWritable { downstream?.setReading(false) }
  }

  func receiveEnd(trailers: FieldBlock?) {
    var trailers = trailers
    trailers?.drop(except: FieldNamePolicy(), noting: &report.droppedFields)
    // No rule can look at trailers, so none pass if rules look at the request.
    let step = body.end(trailers: observer == nil ? trailers : nil)
    guard let attempt else { return carryOut(step) }
    if attempt.isConnected { attempt.sendEnd(trailers: body.trailers) }
  }

  /// The request was complete with its head, which is how it was forwarded.
  func receiveEndWithoutBody() {
    _ = body.end(trailers: nil)
  }

  func receive(tunneled bytes: ByteBuffer) {
    report.bytesIn += bytes.readableBytes
    guard case .tunnel(let attempt, let tunnel) = state else { return }
    tunnel.toServer.pass(bytes)
    attempt.send(tunneled: bytes)
    if !attempt.isWritable { downstream?.setReading(false) }
  }

  func flushUpstream() { attempt?.flush() }

  func downstreamWritabilityChanged(isWritable: Bool) { attempt?.setReading(isWritable) }

  /// The gateway ends: a WebSocket is told to close at both ends, which do the rest; anything else is denied.
  func stop() {
    guard case .tunnel(_, let tunnel) = state else { return deny(.stopping) }
    if tunnel.toClient.isBetweenFrames {
      upstreamTunneled(ByteBuffer(bytes: WebSocketFrames.goingAway))
      downstream?.flush()
    }
    if tunnel.toServer.isBetweenFrames {
      let mask = UInt32(truncatingIfNeeded: worker.identifiers.next())
      receive(tunneled: ByteBuffer(bytes: WebSocketFrames.goingAway(mask: mask)))
      flushUpstream()
    }
  }

  /// The client is gone.
  func downstreamClosed() {
    switch state {
    case .over: break
    case .draining: stopDraining()
    case .tunnel: end(decision: ExchangeReport.allowed)
    default: end(decision: "client.closed")
    }
  }

  /// The request turned out to be malformed after it was begun, and gets no answer.
  func abandon(_ denial: Denial) {
    if case .over = state { return }
    breakOff(decision: denial.code)
  }

  // MARK: deciding

  private func route() {
    let match = head.fields.with(head.host) { host in
      head.fields.with(head.path) { pipeline.routes.match(host: host, path: $0) }
    }
    switch match {
    case .noHost: deny(.misdirected)
    case .noPath: ask(pipeline.controlsWithoutRoute)
    case .route(let index):
      report.route = index
      if forwardsPathAsSent, head.fields.with(head.sentPath, CanonicalPath.hasDotSegments) {
        deny(.ambiguousPath)
      } else {
        ask(pipeline.routeControls[index])
      }
    }
  }

  private var forwardsPathAsSent: Bool {
    report.route.map { pipeline.routes.routes[$0].forwardsPathAsSent } ?? false
  }

  private func ask(_ controls: RouteControls) {
    var facts = HeadFacts(head: head, isSecure: origin.isSecure, client: origin.client)
    if head.framing == .none { facts.body = .whole([]) }
    gate = RequestGate(facts, controls: controls.controls, answer: controls.answer)
    carryOut(gate?.proceed())
  }

  private func carryOut(_ step: RequestGate<AnswerEdits>.Step?) {
    switch step {
    case nil: break
    case .admit: if observer == nil { observe() } else { forward() }
    case .refuse(let refusal, _): refuse(refusal)
    case .needsBody(let limit):
      let step = body.want(upTo: limit)
      if case .readOn = step { askForBody() }
      carryOut(step)
    case .wait(let control): wait(for: control)
    }
  }

  private func carryOut(_ step: PendingBody.Step) {
    switch step {
    case .readOn: break
    case .stopReading: downstream?.setReading(false)
    case .decide(let bytes):
      if case .beginning = bytes { downstream?.setReading(false) }
      carryOut(gate?.proceed(with: bytes))
    case .deny(let denial): deny(denial)
    }
  }

  /// The client may be waiting for a word of ours before it sends the body that we want to see.
  private func askForBody() {
    if expectation.clientWaits, head.version != .http10 {
      expectation = .none
      downstream?.send(informational: outgoing(status: 100, fields: nil, framing: .none))
    }
    downstream?.setReading(true)
  }

  private func wait(for control: any SuspendingControl) {
    guard let facts = gate?.facts else { return }
    let bound = NIOLoopBound(self, eventLoop: worker.eventLoop)
    state = .waiting(
      Task {
        let verdict = await control.evaluate(facts)
        bound.eventLoop.execute { bound.value.resume(verdict) }
      })
  }

  private func resume(_ verdict: Verdict) {
    guard case .waiting = state else {
      // The client has left meanwhile; what the control began must end all the same.
      verdict.ticket?.ended()
      return
    }
    state = .deciding
    carryOut(gate?.resume(verdict))
  }

  private func observe() {
    do throws(FirewallError) {
      guard let index = report.route else { return deny(.notFound) }
      guard let observer = try pipeline.routeControls[index].observer(of: self) else { return forward() }
      self.observer = observer
      carryOut(gate?.proceed(to: observer, head: head, hasBody: head.framing != .none))
    } catch {
      worker.services.logger.error("the firewall cannot run", metadata: ["reason": "\(error)"])
      deny(.overloaded)
    }
  }

  /// The request is refused for its form; its log says all the same what rules think of it. Call before `deny`.
  func observe(remnant bytes: ByteBuffer) {
    guard case .gateway = origin.connection.listener.role else { return }
    observer = pipeline.controls.observer(ofRemnant: bytes, self)
  }

  private func forward() {
    if case .length(let length) = head.framing, length > pipeline.limits.requestBody { return deny(.bodyTooLarge) }
    guard let route = report.route else { return }
    let request = UpstreamRequest(
      head: head, origin: origin, expectsContinue: expectation.asksBackend,
      wantsPlainAnswer: observer?.mayHoldAnswer ?? false, edits: gate?.requestEdits,
      path: forwardsPathAsSent ? head.sentPath : head.path)
    let attempt = UpstreamAttempt(request, to: pipeline.routeUpstreams[route], for: self, on: worker)
    state = .forwarding(attempt)
    attempt.start()
  }

  // MARK: refusing

  /// Answers with an error, or breaks off what has begun.
  func deny(_ denial: Denial) {
    switch state {
    case .over: break
    case .draining: stopDraining()
    case .answering, .tunnel: breakOff(decision: denial.code)
    case .deciding, .waiting, .forwarding, .holding:
      let page = ErrorPages.page(for: denial, accept: head.fields.list(.accept), id: origin.requestID)
      answer(page, decision: denial.code)
    }
  }

  private func refuse(_ refusal: Refusal) {
    switch refusal {
    case .deny(let denial): deny(denial)
    case .answer(let own, let code): answer(own, decision: code)
    case .drop(let code): breakOff(decision: code)
    }
  }

  private func answer(_ own: LocalAnswer, decision: String) {
    leaveBackend()
    // Only the backend's own word counts for a control: another site must not be able to use up a visitor's failures with
    // requests that are refused here.
    report.status = own.status
    finishObserver(decision: decision)
    // RFC 9110, 8.6: no Content-Length in a 204.
    var response = outgoing(
      status: own.status, fields: nil, framing: own.status == 204 ? .none : .length(own.body.count))
    response.own = own.fields
    response.keepsAlive = response.keepsAlive && isRequestComplete
    // After a request that could not be read, nothing behind it can be trusted to be a request.
    if own.status == 400 { response.keepsAlive = false }
    downstream?.send(response)
    if !isHead, !own.body.isEmpty {
      report.bytesOut += own.body.count
      downstream?.send(body: ByteBuffer(bytes: own.body))
    }
    complete(trailers: nil, decision: decision)
  }

  /// Ends the connection, or the stream, because no answer can be given.
  private func breakOff(decision: String) {
    leaveBackend()
    // Ignores what the client does from here on.
    state = .over
    downstream?.abort()
    settle(decision: decision)
    leaveClient()
  }

  // MARK: to the client

  private var isRequestComplete: Bool { body.hasEnded || head.framing == .none }

  /// Whether the rest of the request is worth waiting for, once its answer is complete.
  private var mayDrain: Bool {
    // A client that was not asked for its body does not send it (RFC 9110, 10.1.1).
    if expectation.clientWaits { return false }
    guard case .length(let length) = head.framing else { return true }
    return length - report.bytesIn <= Self.maximumDrained
  }

  private func outgoing(status: Int, fields: FieldBlock?, framing: OutgoingHead.Framing) -> OutgoingHead {
    var edits = gate?.answer ?? .none
    if fields?.first(.setCookie) != nil { edits.cookies = cookieHardening }
    return OutgoingHead(
      status: status, fields: fields, controls: edits, framing: framing, requestID: origin.requestID,
      stage: origin.isSecure ? pipeline.secureStage : pipeline.plainStage,
      keepsAlive: status < 200
        || head.keepsAlive && (isRequestComplete || mayDrain) && !worker.isDraining
          && origin.connection.isServed && !origin.connection.admission.hasEnded
          && (framing != .unknown || head.version != .http10),
      version: head.version)
  }

  /// Nil to leave the backend's cookies as they are.
  private var cookieHardening: CookieHardening? {
    let policies = report.route.map { pipeline.routeControls[$0].cookiePolicies(for: head) } ?? []
    guard !policies.isEmpty else { return nil }
    return CookieHardening(
      policies: policies, isSecure: origin.isSecure, dropped: worker.services.metrics.droppedCookies)
  }

  private func answered(status: Int) {
    report.status = status
    for ticket in gate?.tickets ?? [] { ticket.answered(status: status) }
  }

  private func pass(_ answer: ResponseHead, from attempt: UpstreamAttempt) {
    state = .answering(attempt)
    answered(status: answer.status)
    downstream?.send(outgoing(status: answer.status, fields: answer.fields, framing: .init(answer.framing)))
  }

  private func pass(_ part: ByteBuffer) {
    report.bytesOut += part.readableBytes
    guard let downstream else { return }
    downstream.send(body: part)
    if !downstream.isWritable { attempt?.setReading(false) }
  }

  // MARK: the end

  private func complete(trailers: FieldBlock?, decision: String) {
    guard let downstream else { return }
    // A client that closes from now on has got what it asked for.
    state = .over
    downstream.sendEnd(trailers: trailers)
    settle(decision: decision)
    leaveClient()
  }

  /// The end of an exchange whose client has left.
  private func end(decision: String) {
    leaveBackend()
    state = .over
    settle(decision: decision)
    leaveClient()
  }

  private func stopDraining() {
    leaveBackend()
    state = .over
    leaveClient()
  }

  private func leaveBackend() {
    if case .waiting(let task) = state { task.cancel() }
    guard let attempt else { return }
    report.upstream = attempt.record
    attempt.cancel()
    state = .deciding
  }

  private func leaveClient() {
    let downstream = downstream
    self.downstream = nil
    downstream?.exchangeEnded()
  }

  /// Writes down what has become of the exchange. Once.
  private func settle(decision: String) {
    for ticket in gate?.tickets ?? [] { ticket.ended() }
    finishObserver(decision: decision)
    _ = body.release()
    if case .local(let handler) = origin.connection.listener.role, handler.isForOperators { return }
    report.write(
      decision: decision, detected: gate?.detected ?? [], pipeline, worker.services, ended: worker.now)
  }

  /// Before the client has the end of its answer, so that nobody sees an answer whose matches are not logged yet.
  private func finishObserver(decision: String) {
    guard let observer else { return }
    self.observer = nil
    if let code = observer.finish(decision: decision) { worker.services.metrics.detected(code) }
  }
}

// MARK: - from the backend

extension Exchange: UpstreamAnswerHandler {
  var idleTimeout: TimeAmount { TimeAmount(pipeline.limits.idleTimeout) }

  func takeBody() -> (bytes: ByteBuffer, isWhole: Bool, trailers: FieldBlock?) {
    (body.release(), isRequestComplete, body.trailers)
  }

  func upstreamInformed(_ answer: ResponseHead) {
    if answer.status == 100 { expectation.clientWaits = false }
    // HTTP/1.0 knows no 1xx (RFC 9110, 15.2).
    guard case .forwarding = state, head.version != .http10, answer.status != 100 || expectation.asksBackend else {
      return
    }
    downstream?.send(informational: outgoing(status: answer.status, fields: answer.fields, framing: .none))
  }

  func upstreamAnswered(_ answer: ResponseHead) {
    guard case .forwarding(let attempt) = state else { return }
    if let observer {
      if let refusal = observer.observe(answer) { return refuse(refusal) }
      if observer.holdsAnswer, answer.framing != .none, !isHead {
        state = .holding(attempt, AnswerGate(answer, for: observer))
        return
      }
    }
    pass(answer, from: attempt)
  }

  func upstreamSent(_ part: ByteBuffer) {
    guard case .holding(let attempt, let held) = state else { return pass(part) }
    carryOut(held.receive(part), attempt)
  }

  private func carryOut(_ step: AnswerGate.Step, _ attempt: UpstreamAttempt) {
    switch step {
    case .hold: break
    case .refuse(let refusal): refuse(refusal)
    case .release(let answer, let content):
      pass(answer, from: attempt)
      pass(content)
    }
  }

  func upstreamEnded(trailers: FieldBlock?, isDraining: Bool) {
    if case .holding(let attempt, let held) = state { carryOut(held.end(), attempt) }
    guard case .answering(let attempt) = state else { return }
    report.upstream = attempt.record
    let passed = observer?.holdsAnswer == true ? nil : trailers
    finishObserver(decision: ExchangeReport.allowed)
    guard isDraining, mayDrain else {
      leaveBackend()
      return complete(trailers: passed, decision: ExchangeReport.allowed)
    }
    state = .draining(attempt, left: Self.maximumDrained)
    downstream?.sendEnd(trailers: passed)
    settle(decision: ExchangeReport.allowed)
    downstream?.setReading(attempt.isWritable)
  }

  func upstreamDrained() {
    guard case .draining = state else { return }
    state = .over
    leaveClient()
  }

  func upstreamUpgraded(_ answer: ResponseHead) {
    guard case .forwarding(let attempt) = state else { return }
    state = .tunnel(attempt, WebSocketTunnel())
    answered(status: 101)
    downstream?.becomeTunnel(outgoing(status: 101, fields: answer.fields, framing: .none))
  }

  func upstreamTunneled(_ bytes: ByteBuffer) {
    if case .tunnel(_, let tunnel) = state { tunnel.toClient.pass(bytes) }
    pass(bytes)
  }

  func upstreamTunnelClosed() {
    breakOff(decision: ExchangeReport.allowed)
  }

  func upstreamFailed(_ denial: Denial) { deny(denial) }

  func upstreamBroke() {
    if case .holding = state { deny(.invalidResponse) } else { breakOff(decision: "upstream.aborted") }
  }

  func upstreamWritabilityChanged(isWritable: Bool) { downstream?.setReading(isWritable) }

  func upstreamPaused() { downstream?.flush() }
}

/// `Expect: 100-continue` (RFC 9110, 10.1.1).
private struct Expectation {
  /// The client holds its body back until it is asked for.
  var clientWaits: Bool
  /// The backend is asked to say when the body may come.
  var asksBackend: Bool

  static let none = Expectation(clientWaits: false, asksBackend: false)

  init(_ head: RequestHead) { self.init(clientWaits: head.expectsContinue, asksBackend: head.expectsContinue) }

  private init(clientWaits: Bool, asksBackend: Bool) {
    self.clientWaits = clientWaits
    self.asksBackend = asksBackend
  }
}

extension OutgoingHead.Framing {
  fileprivate init(_ framing: ResponseHead.Framing) {
    self =
      switch framing {
      case .none: .none
      case .length(let length): .length(length)
      case .chunked, .untilClose: .unknown
      }
  }
}
