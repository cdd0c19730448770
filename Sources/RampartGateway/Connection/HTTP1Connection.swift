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
  private var exchange: Exchange?
  private var reader: HTTP1RequestReader
  private var writer = BufferedWriter()
  private var readGate = ReadGate()
  private var timeouts: HTTP1Timeouts
  private var isProcessing = false
  /// What the last head says of the connection's end.
  private var persistence = Persistence()

  private struct Persistence {
    var keepsAlive = true
    /// The end of the answer is the end of the connection.
    var endsWithClose = false
  }

  /// Bytes that may wait behind a request that is being answered.
  private static let maximumPipelined = 64 << 10

  init(worker: Worker, facts: ConnectionFacts) {
    self.worker = worker
    self.facts = facts
    reader = HTTP1RequestReader(headLimit: worker.pipeline.limits.requestHead)
    timeouts = HTTP1Timeouts(now: worker.now)
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
      case .answering: reader.count > Self.maximumPipelined
      // A client that does not take the answers gets no further ones.
      case .head: !context.channel.isWritable
      default: false
      }
    if readGate.isOpen, !isFull { context.read() } else { readGate.postpone() }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    reader.receive(unwrapInboundIn(data))
    process()
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    if state == .body { exchange?.flushUpstream() }
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    exchange?.downstreamWritabilityChanged(isWritable: context.channel.isWritable)
    if context.channel.isWritable, state == .head {
      timeouts.restart(now: worker.now)
      process()
      resumeReading()
    }
  }

  func sweep(now: NIODeadline) {
    let wait: HTTP1Timeouts.Wait
    switch state {
    case .head: wait = .head(begun: reader.count > 0)
    case .body where exchange?.awaitsContinue == true: return timeouts.restart(now: now)
    case .body: wait = .body
    case .finishing: wait = .delivery
    case .lingering: wait = .close
    case .answering, .tunnel, .closed: return
    }
    let limits = (exchange?.pipeline ?? worker.pipeline).limits
    switch timeouts.check(wait, now: now, limits, isDraining: isEnding, undelivered: undelivered) {
    case .wait: break
    case .refuse: refuse(.requestTimeout)
    case .deny: exchange?.deny(.requestTimeout)
    case .close: context?.close(promise: nil)
    }
  }

  func endExchange() { exchange?.stop() }

  private var undelivered: Int {
    (try? context?.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
  }

  /// Unused, it is to close soon.
  private var isEnding: Bool { worker.isDraining || facts.admission.hasEnded }

  // MARK: the request

  private func process() {
    guard !isProcessing else { return }
    isProcessing = true
    defer { isProcessing = false }
    while step() {}
    reader.releaseMemory()
  }

  /// - Returns: whether there may be more to do.
  private func step() -> Bool {
    do throws(HeadFailure) {
      switch state {
      case .head:
        guard reader.count > 0, isWritable else { return false }
        return try readHead()
      case .body:
        return try readBody()
      case .tunnel:
        guard reader.count > 0 else { return false }
        exchange?.receive(tunneled: reader.takeAll())
        exchange?.flushUpstream()
        return false
      case .finishing, .lingering, .closed:
        if state == .lingering, reader.count > 0 { timeouts.clock.lastByte = worker.now }
        _ = reader.takeAll()
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
    let isStart = !timeouts.clock.isInsideHead
    guard let head = try reader.nextHead(limit: worker.pipeline.limits.requestHead) else {
      if isStart, !timeouts.isFirstRequest { timeouts.restart(now: worker.now) }
      timeouts.clock.isInsideHead = true
      return false
    }
    timeouts.isFirstRequest = false
    facts = facts.current(in: worker.pipeline)
    persistence.keepsAlive = head.keepsAlive
    state = head.framing == .none ? .answering : .body
    if state == .body { timeouts.restart(now: worker.now) }
    let exchange = Exchange(head: head, downstream: self, facts: facts, worker: worker)
    self.exchange = exchange
    exchange.begin()
    if head.framing == .none, self.exchange === exchange { exchange.receiveEndWithoutBody() }
    return true
  }

  private func readBody() throws(HeadFailure) -> Bool {
    switch try reader.nextPart() {
    case .needsMore:
      return false
    case .content(let content):
      timeouts.clock.received += content.readableBytes
      timeouts.clock.lastByte = worker.now
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
    let head = RequestRemnant.head(of: reader.buffer)
    let exchange = Exchange(head: head, downstream: self, facts: facts, worker: worker)
    self.exchange = exchange
    exchange.observe(remnant: reader.buffer)
    exchange.deny(denial)
  }
}

// MARK: - the answer

extension HTTP1Connection: Downstream {
  var isWritable: Bool { context?.channel.isWritable ?? false }

  func send(informational head: OutgoingHead) {
    append { ResponseHeadEncoder.encode(informational: head, into: &$0) }
    flush()
  }

  func send(_ head: OutgoingHead) {
    persistence.keepsAlive = head.keepsAlive
    persistence.endsWithClose = head.framing == .unknown && head.version == .http10
    let date = worker.currentDate()
    append { ResponseHeadEncoder.encode(head, date: date, into: &$0) }
    writer.isChunked = head.framing == .unknown && head.version == .http11
  }

  func send(body: ByteBuffer) {
    guard let direct = writer.append(body: body, to: worker.takeAnswerBuffer()) else { return }
    if let pending = direct.pending { write(pending) }
    context?.write(wrapOutboundOut(direct.body), promise: nil)
    writer.endPart(to: worker.takeAnswerBuffer())
  }

  func sendEnd(trailers: FieldBlock?) {
    writer.end(trailers: trailers, to: worker.takeAnswerBuffer())
    flush()
  }

  func flush() {
    guard let context, state != .closed else { return }
    if let pending = writer.take() { write(pending) }
    context.flush()
  }

  func setReading(_ isReading: Bool) {
    guard readGate.set(isReading) else { return }
    timeouts.clock.paused(!isReading, now: worker.now)
    resumeReading()
  }

  func becomeTunnel(_ head: OutgoingHead) {
    state = .tunnel
    persistence.keepsAlive = false
    let date = worker.currentDate()
    append { ResponseHeadEncoder.encode(switchingProtocols: head, date: date, into: &$0) }
    flush()
    process()
  }

  func abort() {
    guard let context, state != .closed else { return }
    flush()
    if state == .tunnel {
      state = .finishing
      timeouts.restart(now: worker.now)
      closeAfterWriting(context)
      return
    }
    // A body framed by the end of the connection is seen as broken only if the connection is reset.
    if persistence.endsWithClose { SocketReset.prepare(context.channel) }
    state = .closed
    context.close(promise: nil)
  }

  func exchangeEnded() {
    exchange = nil
    switch state {
    case .closed, .tunnel, .finishing: return
    case .answering where persistence.keepsAlive, .head where persistence.keepsAlive:
      state = .head
      timeouts.restart(now: worker.now)
      if readGate.isOpen { resumeReading() } else { setReading(true) }
      process()
    default:
      linger()
    }
  }

  private func resumeReading() {
    if readGate.takePendingRead() { context?.read() }
  }

  /// Closing at once would reset the connection and could destroy the answer on its way (RFC 9112, 9.6).
  private func linger() {
    guard let context, state != .closed, state != .finishing, state != .lingering else { return }
    let isComplete = state == .answering && reader.count == 0
    state = .finishing
    _ = reader.takeAll()
    timeouts.restart(now: worker.now)
    if isComplete {
      closeAfterWriting(context)
      return
    }
    _ = readGate.set(true)
    resumeReading()
    context.writeAndFlush(wrapOutboundOut(ByteBuffer())).assumeIsolated().whenSuccess { [self] in
      guard state == .finishing else { return }
      state = .lingering
      timeouts.restart(now: worker.now)
      if !facts.isSecure { self.context?.close(mode: .output, promise: nil) }
    }
  }

  private func closeAfterWriting(_ context: ChannelHandlerContext) {
    let channel = context.channel
    context.writeAndFlush(wrapOutboundOut(ByteBuffer())).assumeIsolated().whenComplete { _ in
      channel.close(promise: nil)
    }
  }

  private func append(_ write: (inout ByteBuffer) -> Void) {
    writer.append(to: worker.takeAnswerBuffer(), write)
  }

  private func write(_ bytes: ByteBuffer) {
    worker.keep(answerBuffer: bytes)
    context?.write(wrapOutboundOut(bytes), promise: nil)
  }
}
