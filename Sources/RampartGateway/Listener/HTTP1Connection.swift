import NIOCore
import RampartConfiguration
import RampartCore

/// A client's HTTP/1.x connection: one exchange after the other, answers in the order of the requests.
final class HTTP1Connection: ChannelDuplexHandler, Timed {
  typealias InboundIn = ByteBuffer
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private enum State {
    /// Between requests, or inside a head.
    case head
    case body
    /// The request is complete, its answer is not.
    case answering
    case tunnel
    /// The last answer is written but not all of it is delivered; what still comes is thrown away.
    case finishing
    /// The last answer is delivered; what still comes is thrown away until the client closes.
    case lingering
    case closed
  }

  private let worker: Worker
  private var facts: ConnectionFacts
  var registryIndex = 0

  private var context: ChannelHandlerContext?
  private var state = State.head
  private var buffer = ByteBuffer()
  private var parser: RequestHeadParser
  private var decoder = BodyDecoder(RequestHead.Framing.none)
  private var exchange: Exchange?
  private var isProcessing = false
  private var isFirstRequest = true
  private var clock: RequestClock

  private var isReading = true
  private var hasPendingRead = false

  private var pending: ByteBuffer?
  private var isChunked = false
  private var keepsAlive = true
  private var endsWithClose = false
  /// The client was too slow, and is not waited for again.
  private var hasTimedOut = false

  /// Bytes that may wait behind a request that is being answered.
  private static let maximumPipelined = 64 << 10
  private static let coalescingLimit = 16 << 10
  // The rest of an upload is taken and thrown away, so that the client comes to read the answer.
  private static let lingering = TimeAmount.seconds(30)
  private static let lingeringSilence = TimeAmount.seconds(2)

  init(worker: Worker, facts: ConnectionFacts) {
    self.worker = worker
    self.facts = facts
    parser = RequestHeadParser(maximumBytes: worker.pipeline.limits.requestHead)
    clock = RequestClock(now: .now())
  }

  // MARK: the channel

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    worker.register(self)
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    worker.unregister(self)
    self.context = nil
  }

  func channelInactive(context: ChannelHandlerContext) {
    state = .closed
    let exchange = exchange
    self.exchange = nil
    exchange?.downstreamClosed()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  func read(context: ChannelHandlerContext) {
    let isFull =
      switch state {
      case .answering: buffer.readableBytes > Self.maximumPipelined
      // Who does not take the answers gets no further ones.
      case .head: !context.channel.isWritable
      default: false
      }
    if isReading, !isFull { context.read() } else { hasPendingRead = true }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var incoming = unwrapInboundIn(data)
    if buffer.readableBytes == 0 { buffer = incoming } else { buffer.writeBuffer(&incoming) }
    process()
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    if state == .body { exchange?.flushUpstream() }
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    exchange?.downstreamWritabilityChanged(isWritable: context.channel.isWritable)
    if context.channel.isWritable, state == .head {
      clock = RequestClock(now: .now())
      process()
      if isReading { resumeReading() }
    }
  }

  func sweep(now: NIODeadline) {
    let limits = worker.pipeline.limits
    switch state {
    case .head:
      sweepHead(now: now, limits.headerTimeout, worker.isDraining ? .milliseconds(500) : limits.idleTimeout)
    case .body where exchange?.awaitsContinue == true:
      clock = RequestClock(now: now)
    case .body:
      if clock.isTooSlow(now: now, rate: limits.bodyMinimumRate, silence: limits.idleTimeout) {
        hasTimedOut = true
        exchange?.deny(.requestTimeout)
      }
    case .finishing:
      sweepDelivery(now: now, limits.idleTimeout)
    case .lingering:
      if now > clock.lastByte + Self.lingeringSilence
        || now > clock.began + (hasTimedOut ? Self.lingeringSilence : Self.lingering)
      {
        context?.close(promise: nil)
      }
    case .answering, .tunnel, .closed: break
    }
  }

  /// Closes where nothing has been delivered for a while.
  private func sweepDelivery(now: NIODeadline, _ silence: Duration) {
    let waiting = undelivered
    if waiting != clock.received {
      clock.received = waiting
      clock.lastByte = now
    } else if now > clock.lastByte + TimeAmount(silence) {
      context?.close(promise: nil)
    }
  }

  private var undelivered: Int {
    (try? context?.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
  }

  private func sweepHead(now: NIODeadline, _ headerTimeout: Duration, _ idleTimeout: Duration) {
    if undelivered > 0 {
      sweepDelivery(now: now, worker.pipeline.limits.idleTimeout)
      return
    }
    let isInsideHead = buffer.readableBytes > 0
    if isInsideHead || isFirstRequest && !worker.isDraining {
      guard now > clock.began + TimeAmount(headerTimeout) else { return }
      // Nobody who has sent nothing waits for an answer.
      hasTimedOut = true
      if isInsideHead { refuse(.requestTimeout) } else { context?.close(promise: nil) }
    } else if now > clock.began + TimeAmount(idleTimeout) {
      context?.close(promise: nil)
    }
  }

  // MARK: the request

  private func process() {
    guard !isProcessing else { return }
    isProcessing = true
    defer { isProcessing = false }
    while step() {}
    if buffer.readableBytes == 0 { buffer = ByteBuffer() }
  }

  /// - Returns: whether there may be more to do.
  private func step() -> Bool {
    do throws(HeadFailure) {
      switch state {
      case .head:
        guard buffer.readableBytes > 0, isWritable else { return false }
        return try readHead()
      case .body:
        return try readBody()
      case .tunnel:
        guard buffer.readableBytes > 0 else { return false }
        let bytes = buffer
        buffer = ByteBuffer()
        exchange?.receive(tunneled: bytes)
        exchange?.flushUpstream()
        return false
      case .finishing, .lingering, .closed:
        if state == .lingering, buffer.readableBytes > 0 { clock.lastByte = .now() }
        buffer.clear()
        return false
      case .answering:
        return false
      }
    } catch {
      if state == .body { exchange?.deny(Denial(error)) } else { refuse(Denial(error)) }
      return false
    }
  }

  private func readHead() throws(HeadFailure) -> Bool {
    let isStart = !clock.isInsideHead
    guard let head = try parser.parse(&buffer) else {
      if isStart, !isFirstRequest { clock = RequestClock(now: .now()) }
      clock.isInsideHead = true
      return false
    }
    isFirstRequest = false
    facts = facts.current(in: worker.pipeline)
    keepsAlive = head.keepsAlive
    decoder = BodyDecoder(head.framing)
    state = head.framing == .none ? .answering : .body
    if state == .body { clock = RequestClock(now: .now()) }
    let exchange = Exchange(head: head, downstream: self, facts: facts, worker: worker)
    self.exchange = exchange
    exchange.begin()
    if head.framing == .none, self.exchange === exchange { exchange.receiveEndWithoutBody() }
    return true
  }

  private func readBody() throws(HeadFailure) -> Bool {
    switch try decoder.next(&buffer) {
    case .needsMore:
      return false
    case .content(let content):
      clock.received += content.readableBytes
      clock.lastByte = .now()
      exchange?.receive(body: content)
      return true
    case .end(let trailers):
      state = .answering
      exchange?.receiveEnd(trailers: trailers)
      return true
    }
  }

  /// Answers what is not a request.
  private func refuse(_ denial: Denial) {
    let exchange = Exchange(head: RequestRemnant.head(of: buffer), downstream: self, facts: facts, worker: worker)
    self.exchange = exchange
    exchange.inspect(remnant: buffer)
    exchange.deny(denial)
  }
}

// MARK: - the answer

extension HTTP1Connection: Downstream {
  var isWritable: Bool { context?.channel.isWritable ?? false }

  func send(informational head: OutgoingHead) {
    withPending { ResponseHeadEncoder.encode(informational: head, into: &$0) }
    flush()
  }

  func send(_ head: OutgoingHead) {
    keepsAlive = head.keepsAlive
    isChunked = head.framing == .unknown && head.version == .http11
    endsWithClose = head.framing == .unknown && head.version == .http10
    let date = worker.currentDate()
    withPending { ResponseHeadEncoder.encode(head, date: date, into: &$0) }
  }

  func send(body: ByteBuffer) {
    var body = body
    if isChunked { withPending { ChunkEncoder.writeHeader(body.readableBytes, into: &$0) } }
    if body.readableBytes <= Self.coalescingLimit {
      withPending { $0.writeBuffer(&body) }
    } else {
      writePending()
      context?.write(wrapOutboundOut(body), promise: nil)
    }
    if isChunked { withPending { $0.writeStaticString("\r\n") } }
  }

  func sendEnd(trailers: FieldBlock?) {
    if isChunked { withPending { ChunkEncoder.writeEnd(trailers: trailers, into: &$0) } }
    isChunked = false
    flush()
  }

  func flush() {
    guard let context, state != .closed else { return }
    writePending()
    context.flush()
  }

  func setReading(_ isReading: Bool) {
    guard self.isReading != isReading else { return }
    self.isReading = isReading
    clock.paused(!isReading, now: .now())
    if isReading { resumeReading() }
  }

  func becomeTunnel(_ head: OutgoingHead) {
    state = .tunnel
    keepsAlive = false
    let date = worker.currentDate()
    withPending { ResponseHeadEncoder.encode(switchingProtocols: head, date: date, into: &$0) }
    flush()
    process()
  }

  func abort() {
    guard let context, state != .closed else { return }
    flush()
    if state == .tunnel {
      state = .finishing
      clock = RequestClock(now: .now())
      closeAfterWriting(context)
      return
    }
    // A body framed by the end of the connection is seen as broken only if the connection is reset.
    if endsWithClose { SocketReset.prepare(context.channel) }
    state = .closed
    context.close(promise: nil)
  }

  func exchangeEnded() {
    exchange = nil
    switch state {
    case .closed, .tunnel, .finishing: return
    case .answering where keepsAlive, .head where keepsAlive:
      state = .head
      clock = RequestClock(now: .now())
      if !isReading { setReading(true) } else { resumeReading() }
      process()
    default:
      linger()
    }
  }

  private func resumeReading() {
    guard hasPendingRead else { return }
    hasPendingRead = false
    context?.read()
  }

  /// Closing at once would reset the connection and could destroy the answer on its way (RFC 9112, 9.6).
  private func linger() {
    guard let context, state != .closed, state != .finishing, state != .lingering else { return }
    let isComplete = state == .answering && buffer.readableBytes == 0
    state = .finishing
    buffer = ByteBuffer()
    clock = RequestClock(now: .now())
    if isComplete {
      closeAfterWriting(context)
      return
    }
    isReading = true
    resumeReading()
    context.writeAndFlush(wrapOutboundOut(ByteBuffer())).assumeIsolated().whenSuccess { [self] in
      guard state == .finishing else { return }
      state = .lingering
      clock = RequestClock(now: .now())
      if !facts.isSecure { self.context?.close(mode: .output, promise: nil) }
    }
  }

  private func closeAfterWriting(_ context: ChannelHandlerContext) {
    let channel = context.channel
    context.writeAndFlush(wrapOutboundOut(ByteBuffer())).assumeIsolated().whenComplete { _ in
      channel.close(promise: nil)
    }
  }

  private func withPending(_ body: (inout ByteBuffer) -> Void) {
    var buffer = pending ?? worker.takeAnswerBuffer()
    pending = nil
    body(&buffer)
    pending = buffer
  }

  private func writePending() {
    guard let bytes = pending, let context else { return }
    pending = nil
    worker.keep(answerBuffer: bytes)
    context.write(wrapOutboundOut(bytes), promise: nil)
  }
}
