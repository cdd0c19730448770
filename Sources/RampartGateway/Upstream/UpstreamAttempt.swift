import CoreMetrics
import Logging
import NIOCore
import RampartConfiguration
import RampartCore

/// One request on its way to a backend, and its answer on the way back: the choice of the server, the connection, the
/// retries and the server's health.
///
/// INVARIANT: it alone owns its connection, from taking it to giving it back; after that it has no reference.
final class UpstreamAttempt {
  private enum State {
    case connecting
    /// The request is on its way, no answer has begun.
    case waiting
    case answering
    /// The answer is complete, the rest of the request is still relayed.
    case draining(isReusable: Bool)
    case tunnel
    case over
  }

  private let upstream: Upstream
  private let request: UpstreamRequest
  private let worker: Worker
  /// Let go of at the end: it and the exchange know each other.
  private var exchange: (any UpstreamAnswerHandler)?
  private var state = State.connecting
  private var connection: UpstreamConnection?
  /// The server that counts this request as one in flight.
  private var server: UpstreamServer?
  private var tried: [UpstreamServer] = []
  private var hasSentBody = false
  /// For the access log.
  private(set) var record = UpstreamRecord()

  private static let maximumAttempts = 3
  /// How long the rest of a request is relayed after its answer is complete.
  static let drainTime = TimeAmount.seconds(5)

  init(_ request: UpstreamRequest, to upstream: Upstream, for exchange: any UpstreamAnswerHandler, on worker: Worker) {
    self.request = request
    self.upstream = upstream
    self.exchange = exchange
    self.worker = worker
  }

  // MARK: for the exchange

  /// Whether there is a connection that takes the body.
  var isConnected: Bool { connection != nil }
  var isWritable: Bool { connection?.isWritable ?? false }

  func start() {
    let now = worker.now
    guard let server = upstream.choose(tried: tried, start: worker.nextRotation(), now: now) else {
      return fail(.unavailable)
    }
    server.requestBegan()
    self.server = server
    record.server = server
    record.began = now
    let pool = worker.pool(of: server)
    let isRetry = tried.contains { $0 === server }
    tried.append(server)
    if !isRetry, let connection = pool.take(mustBeFresh: !request.head.kind.isIdempotent, now: now) {
      use(connection)
      return
    }
    pool.connect { [self] result in
      guard case .connecting = state else {
        // Not kept: requests that are reset as they come would fill the pool.
        if case .success(let connection) = result { connection.close() }
        return
      }
      switch result {
      case .success(let connection): use(connection)
      case .failure(let error): retry(after: .closed(ConnectionFailure.reason(error)))
      }
    }
  }

  func send(body: ByteBuffer) {
    hasSentBody = true
    connection?.send(body: body)
  }

  func sendEnd(trailers: FieldBlock?) {
    connection?.sendEnd(trailers: trailers)
    guard case .draining(let isReusable) = state else { return }
    state = .over
    giveBack(isReusable: isReusable)
    end()
  }

  func send(tunneled bytes: ByteBuffer) { connection?.send(raw: bytes) }
  func flush() { connection?.flush() }
  func setReading(_ isReading: Bool) { connection?.setReading(isReading) }

  /// Gives the request up, wherever it is. The exchange hears nothing more.
  func cancel() {
    state = .over
    exchange = nil
    connection?.close()
    connection = nil
    release(after: nil)
  }

  // MARK: the connection

  private func use(_ connection: UpstreamConnection) {
    guard let exchange else { return }
    self.connection = connection
    state = .waiting
    let head = request.head
    var buffer = worker.allocator.buffer(capacity: head.fields.bytes.readableBytes + 512)
    request.write(into: &buffer, server: connection.server, spanID: worker.identifiers.next())
    connection.begin(self, head: buffer, isHead: head.kind == .head, isChunked: request.isChunked)
    let body = exchange.takeBody()
    if body.bytes.readableBytes > 0 { send(body: body.bytes) }
    if body.isWhole { connection.sendEnd(trailers: body.trailers) } else { connection.flush() }
    exchange.upstreamWritabilityChanged(isWritable: isWritable)
  }

  /// Tries another server if that cannot do anything twice, or ends with an error.
  private func retry(after failure: UpstreamFailure, wasUsed: Bool = false) {
    // A kept connection that the server was just closing says nothing about the server.
    release(after: wasUsed ? nil : failure)
    worker.services.logger.debug(
      "upstream failed",
      metadata: [
        "id": "\(request.requestID.description)", "server": "\(tried.last?.label ?? "")", "reason": "\(failure)",
      ])
    // Each server once, and a single one twice, for a kept connection that it was just closing; not the whole group,
    // which one request must not be able to bring down.
    guard tried.count < min(max(2, upstream.servers.count), Self.maximumAttempts) else { return fail(.unreachable) }
    worker.services.metrics.retries.increment()
    state = .connecting
    start()
  }

  private func giveBack(isReusable: Bool) {
    guard let connection else { return }
    self.connection = nil
    if isReusable { worker.pool(of: connection.server).put(connection) } else { connection.close() }
  }

  private func release(after failure: UpstreamFailure?) {
    guard let server else { return }
    self.server = nil
    server.requestEnded()
    if let failure { server.failed(failure, at: worker.now, worker.services.logger) }
  }

  private func fail(_ denial: Denial) {
    state = .over
    takeExchange()?.upstreamFailed(denial)
  }

  /// The rest of the request is relayed, or is not any more.
  private func end() {
    release(after: nil)
    takeExchange()?.upstreamDrained()
  }

  private func takeExchange() -> (any UpstreamAnswerHandler)? {
    defer { exchange = nil }
    return exchange
  }
}

extension UpstreamAttempt: UpstreamConnectionUser {
  var acceptsUpgrade: Bool { request.head.isWebSocketUpgrade }
  var clientAwaitsContinue: Bool { exchange?.awaitsContinue ?? false }
  var clientIdleTimeout: TimeAmount { exchange?.idleTimeout ?? .zero }

  func informed(_ head: ResponseHead) { exchange?.upstreamInformed(head) }

  func answered(_ head: ResponseHead) {
    state = .answering
    record.answered = worker.now
    exchange?.upstreamAnswered(head)
  }

  func answerBody(_ content: ByteBuffer) { exchange?.upstreamSent(content) }

  func connectionEnded(trailers: FieldBlock?, isReusable: Bool) {
    guard let connection else { return }
    connection.server.answered(worker.services.logger)
    if connection.isIdle || !isReusable {
      state = .over
      giveBack(isReusable: isReusable && connection.isIdle)
      release(after: nil)
      takeExchange()?.upstreamEnded(trailers: trailers, isDraining: false)
    } else {
      state = .draining(isReusable: isReusable)
      connection.awaitRestOfRequest(within: Self.drainTime)
      exchange?.upstreamEnded(trailers: trailers, isDraining: true)
    }
  }

  func upgraded(_ head: ResponseHead) {
    state = .tunnel
    record.answered = worker.now
    exchange?.upstreamUpgraded(head)
  }

  func tunneled(_ bytes: ByteBuffer) { exchange?.upstreamTunneled(bytes) }

  func tunnelClosed() {
    state = .over
    connection = nil
    release(after: nil)
    takeExchange()?.upstreamTunnelClosed()
  }

  func connectionFailed(_ failure: UpstreamFailure, isEstablished: Bool, wasUsed: Bool) {
    connection = nil
    switch (state, failure) {
    case (.draining, _):
      state = .over
      end()
    case (.waiting, .closed) where !isEstablished && !hasSentBody: retry(after: failure)
    case (.waiting, .closed) where request.head.kind.isIdempotent && !hasSentBody:
      retry(after: failure, wasUsed: wasUsed)
    case (.waiting, _):
      release(after: failure)
      fail(failure.denial)
    default:
      release(after: failure)
      state = .over
      takeExchange()?.upstreamBroke()
    }
  }

  func connectionWritabilityChanged(isWritable: Bool) {
    exchange?.upstreamWritabilityChanged(isWritable: isWritable)
  }

  func flushAnswer() { exchange?.upstreamPaused() }

  func clientStalled() { exchange?.deny(.clientStalled) }
}

extension UpstreamFailure {
  /// What the client is told if no other server is tried.
  fileprivate var denial: Denial {
    switch self {
    case .closed: .unreachable
    case .timeout: .upstreamTimeout
    case .invalid: .invalidResponse
    }
  }
}
