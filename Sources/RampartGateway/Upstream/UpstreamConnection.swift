import CoreMetrics
import Logging
import NIOCore
import NIOSSL
import NIOTLS
import RampartConfiguration

/// One HTTP/1.1 connection to a server, used by one exchange at a time.
final class UpstreamConnection: ChannelDuplexHandler, Timed {
  typealias InboundIn = ByteBuffer
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private enum State {
    case idle, head, body, tunnel, closed
  }

  let server: UpstreamServer
  let worker: Worker
  var registryIndex = 0
  private(set) var idleSince = NIODeadline.uptimeNanoseconds(0)
  /// False until a TLS handshake is complete; nothing of a request has left before.
  private(set) var isEstablished: Bool
  /// Whether an exchange has been answered on it before.
  private(set) var wasUsed = false

  private var context: ChannelHandlerContext?
  private var exchange: Exchange?
  private var state = State.idle
  private var buffer = ByteBuffer()
  private var parser = ResponseHeadParser()
  private var decoder = BodyDecoder(ResponseHead.Framing.none)
  private var keepsAlive = true
  private var keepAliveLimit: TimeAmount
  private var hasSentEnd = false
  private var informational = 0
  private var deadline = NIODeadline.distantFuture
  private var isReading = true
  /// Since when the client does not take what comes.
  private var pausedSince: NIODeadline?
  private var hasPendingRead = false
  private var pending: ByteBuffer?

  init(server: UpstreamServer, worker: Worker) {
    self.server = server
    self.worker = worker
    isEstablished = server.tls == nil
    keepAliveLimit = TimeAmount(server.timeouts.idle)
  }

  // MARK: for the exchange

  var isWritable: Bool { context?.channel.isWritable ?? false }
  var isIdle: Bool { state == .idle }

  /// Takes the connection for one exchange and sends the head of its request.
  func begin(_ exchange: Exchange, head: ByteBuffer) {
    self.exchange = exchange
    state = .head
    keepsAlive = true
    hasSentEnd = false
    informational = 0
    setReading(true)
    pending = head
    expectResponse()
  }

  func send(body: ByteBuffer, isChunked: Bool) {
    guard context != nil else { return }
    var body = body
    expectResponse()
    if isChunked {
      withPending { ChunkEncoder.writeHeader(body.readableBytes, into: &$0) }
    }
    if body.readableBytes <= Self.coalescingLimit {
      withPending { $0.writeBuffer(&body) }
    } else {
      writePending()
      context?.write(wrapOutboundOut(body), promise: nil)
    }
    if isChunked {
      withPending { $0.writeStaticString("\r\n") }
    }
  }

  func sendEnd(isChunked: Bool, trailers: FieldBlock?) {
    hasSentEnd = true
    if isChunked {
      withPending { ChunkEncoder.writeEnd(trailers: trailers, into: &$0) }
    }
    expectResponse()
    flush()
  }

  func send(raw bytes: ByteBuffer) {
    deadline = .now() + TimeAmount(server.timeouts.idle)
    context?.write(wrapOutboundOut(bytes), promise: nil)
  }

  func flush() {
    guard let context else { return }
    writePending()
    context.flush()
  }

  func setReading(_ isReading: Bool) {
    if isReading != self.isReading { pausedSince = isReading ? nil : .now() }
    self.isReading = isReading
    if isReading {
      deadline = .now() + TimeAmount(server.timeouts.idle)
      if hasPendingRead {
        hasPendingRead = false
        context?.read()
      }
    }
  }

  /// Gives the connection up in the middle of an exchange.
  func cancel() {
    exchange = nil
    close()
  }

  func close() {
    guard state != .closed else { return }
    state = .closed
    context?.close(promise: nil)
  }

  private static let maximumInformational = 16
  // Small parts of one request leave in one write.
  private static let coalescingLimit = 16 << 10

  private func withPending(_ body: (inout ByteBuffer) -> Void) {
    var buffer = pending ?? worker.allocator.buffer(capacity: 256)
    pending = nil
    body(&buffer)
    pending = buffer
  }

  private func writePending() {
    guard let bytes = pending, let context else { return }
    pending = nil
    context.write(wrapOutboundOut(bytes), promise: nil)
  }

  private func expectResponse() {
    deadline = .now() + TimeAmount(isEstablished ? server.timeouts.response : server.timeouts.connect)
  }

  // MARK: the channel

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    idleSince = .now()
    worker.register(self)
    server.metrics.connections.increment()
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    worker.unregister(self)
    self.context = nil
    server.metrics.connections.decrement()
  }

  func read(context: ChannelHandlerContext) {
    if isReading { context.read() } else { hasPendingRead = true }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var incoming = unwrapInboundIn(data)
    // INVARIANT: the time for a head does not grow with what comes of it, or a byte now and then would be enough.
    if state != .head { deadline = .now() + TimeAmount(server.timeouts.idle) }
    if state == .tunnel {
      exchange?.upstreamTunneled(incoming)
      return
    }
    if buffer.readableBytes == 0 { buffer = incoming } else { buffer.writeBuffer(&incoming) }
    process()
    if buffer.readableBytes == 0 { buffer = ByteBuffer() }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    exchange?.flushDownstream()
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    exchange?.upstreamWritabilityChanged(isWritable: context.channel.isWritable)
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if let event = event as? TLSUserEvent, case .handshakeCompleted = event {
      isEstablished = true
      expectResponse()
    }
    context.fireUserInboundEventTriggered(event)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    fail(.closed(String(describing: error)))
  }

  func channelInactive(context: ChannelHandlerContext) {
    worker.pool(of: server).remove(self)
    if state == .body, decoder.endsAtClose {
      state = .closed
      take()?.upstreamEnded(trailers: nil)
    } else if state == .tunnel {
      state = .closed
      take()?.tunnelClosed()
    } else {
      fail(.closed("the server closed the connection"))
    }
  }

  func sweep(now: NIODeadline) {
    if let pausedSince {
      // It is the client who is slow: the server's time stands still, the client's runs.
      if now > pausedSince + TimeAmount(worker.pipeline.limits.idleTimeout) { exchange?.deny(.clientStalled) }
      return
    }
    switch state {
    case .idle:
      if now > idleSince + keepAliveLimit { retire() }
    case .head:
      // While the client still sends, its own limits apply, unless the server does not take what comes.
      let isUp = hasSentEnd || !isWritable || !isEstablished || exchange?.awaitsContinue == true
      guard now > deadline, isUp else { return }
      fail(isEstablished ? .timeout : .closed("the connection was not established in time"))
    case .body:
      if now > deadline { fail(.timeout) }
    case .tunnel:
      if now > deadline {
        let exchange = take()
        close()
        exchange?.tunnelClosed()
      }
    case .closed: break
    }
  }

  /// Closes an unused connection.
  func retire() {
    worker.pool(of: server).remove(self)
    close()
  }

  // MARK: the response

  private func process() {
    while buffer.readableBytes > 0 || state == .body {
      do throws(HeadFailure) {
        switch state {
        case .head:
          guard let head = try parser.parse(&buffer, requestWasHead: exchange?.isHead ?? false) else { return }
          try receive(head)
        case .body:
          switch try decoder.next(&buffer) {
          case .needsMore: return
          case .content(let content): exchange?.upstreamSent(content)
          case .end(let trailers): end(trailers)
          }
        case .idle:
          // Bytes that nobody asked for: whatever they are, they must not become the answer to the next request.
          retire()
          return
        case .tunnel:
          let rest = buffer
          buffer = ByteBuffer()
          exchange?.upstreamTunneled(rest)
          return
        case .closed:
          buffer.clear()
        }
      } catch {
        fail(.invalid)
        return
      }
    }
  }

  private func receive(_ head: ResponseHead) throws(HeadFailure) {
    if head.status == 101 {
      guard let exchange, exchange.acceptsUpgrade, let upgrade = head.fields.first(.upgrade),
        head.fields.with(upgrade.value, { ByteClass.equals($0, lowercased: "websocket") })
      else { throw .malformed }
      state = .tunnel
      deadline = .now() + TimeAmount(server.timeouts.idle)
      exchange.upstreamUpgraded(head)
    } else if head.status < 200 {
      informational += 1
      guard informational <= Self.maximumInformational else { throw .malformed }
      exchange?.upstreamSent(informational: head)
    } else {
      keepsAlive = head.keepsAlive
      if let seconds = head.keepAliveSeconds {
        // A second early, so that no request crosses the server's own closing.
        keepAliveLimit = min(keepAliveLimit, .seconds(Int64(max(0, min(seconds, 86_400) - 1))))
      }
      decoder = BodyDecoder(head.framing)
      state = .body
      deadline = .now() + TimeAmount(server.timeouts.idle)
      exchange?.upstreamAnswered(head)
    }
  }

  private func end(_ trailers: FieldBlock?) {
    let exchange = take()
    if server.succeeded() {
      worker.services.logger.notice("server answers again", metadata: server.logged)
    }
    wasUsed = true
    if keepsAlive, hasSentEnd, buffer.readableBytes == 0 {
      state = .idle
      idleSince = .now()
      if !isReading { setReading(true) }
      worker.pool(of: server).put(self)
    } else {
      close()
    }
    exchange?.upstreamEnded(trailers: trailers)
  }

  private func fail(_ failure: UpstreamFailure) {
    let exchange = take()
    close()
    exchange?.upstreamFailed(failure, isEstablished: isEstablished, wasUsed: wasUsed)
  }

  private func take() -> Exchange? {
    defer { exchange = nil }
    return exchange
  }
}

/// Why an upstream connection gave no answer.
enum UpstreamFailure: Error, CustomStringConvertible {
  case closed(String)
  case timeout
  case invalid

  var description: String {
    switch self {
    case .closed(let reason): reason
    case .timeout: "no answer in time"
    case .invalid: "the answer is not valid HTTP"
    }
  }
}
