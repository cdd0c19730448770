import NIOCore
import NIOHPACK
import NIOHTTP2
import RampartConfiguration
import RampartCore

/// One stream of a client's HTTP/2 connection: one exchange.
final class HTTP2Stream: ChannelDuplexHandler, Timed {
  typealias InboundIn = HTTP2Frame.FramePayload
  typealias OutboundIn = HTTP2Frame.FramePayload
  typealias OutboundOut = HTTP2Frame.FramePayload

  private let worker: Worker
  private let facts: ConnectionFacts
  private let fields: HTTP2Fields
  private let onMalformedMessage: () -> Void
  var registryIndex = 0

  private var context: ChannelHandlerContext?
  private var exchange: Exchange?
  /// The exchange waits for the end of this read: a reset that came with the request costs no backend anything
  /// (CVE-2023-44487).
  private var isBeginning = false
  private var requestHasEnded = false
  /// How much more of the body is announced; nil where its length was not.
  private var announced: Int?
  private var resetCode = HTTP2ErrorCode.internalError
  private var answerHasEnded = false
  /// When the exchange ended, where the client has not taken all of the answer by then.
  private var answered: NIODeadline?
  /// When the rest of the request is refused, once the answer is out.
  private var stopsAt: NIODeadline?
  private var discarded = 0
  private var clock: RequestClock

  private static let patience = TimeAmount.milliseconds(500)
  private static let maximumDiscarded = 64 << 10

  private var readGate = ReadGate()

  /// - Parameter onMalformedMessage: told where the stream is reset for one.
  init(worker: Worker, facts: ConnectionFacts, fields: HTTP2Fields, onMalformedMessage: @escaping () -> Void) {
    self.worker = worker
    self.fields = fields
    self.onMalformedMessage = onMalformedMessage
    self.facts = facts.current(in: worker.pipeline)
    clock = RequestClock(now: worker.now)
  }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    worker.register(self)
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    worker.unregister(self)
    self.context = nil
  }

  func channelInactive(context: ChannelHandlerContext) {
    let exchange = exchange
    self.exchange = nil
    self.context = nil
    exchange?.downstreamClosed()
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  func read(context: ChannelHandlerContext) {
    if readGate.isOpen { context.read() } else { readGate.postpone() }
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    exchange?.downstreamWritabilityChanged(isWritable: context.channel.isWritable)
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    begin()
    if !requestHasEnded { exchange?.flushUpstream() }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .headers(let frame): receive(frame)
    case .data(let frame):
      if case .byteBuffer(let content) = frame.data, content.readableBytes > 0 { receive(content) }
      if frame.endStream { end(trailers: nil) }
    default: break
    }
  }

  func endExchange() { exchange?.stop() }

  func sweep(now: NIODeadline) {
    if let stopsAt, now > stopsAt { stop() }
    let limits = (exchange?.pipeline ?? worker.pipeline).limits
    if let answered, now > answered + TimeAmount(limits.idleTimeout) {
      // The client has given no window for the rest of the answer all the while (CVE-2019-9511, CVE-2019-9517).
      abort()
      context?.close(promise: nil)
      return
    }
    guard let exchange, !requestHasEnded else { return }
    if exchange.awaitsContinue { clock = RequestClock(now: now) }
    if clock.isTooSlow(now: now, rate: limits.bodyMinimumRate, silence: limits.idleTimeout) {
      exchange.deny(.requestTimeout)
    }
  }

  private func receive(_ frame: HTTP2Frame.FramePayload.Headers) {
    guard let section = stream.flatMap(fields.takeIncoming) else { return }
    if exchange != nil || answerHasEnded {
      receive(trailers: section)
      return
    }
    requestHasEnded = frame.endStream
    do throws(HeadFailure) {
      let head = try RequestHead(section, endsStream: frame.endStream, limit: worker.pipeline.limits.requestHead)
      if !frame.endStream { announced = head.fields.value(.contentLength).flatMap { Int($0) } }
      let exchange = Exchange(head: head, downstream: self, facts: facts, worker: worker)
      self.exchange = exchange
      isBeginning = true
    } catch {
      let remnant = RequestRemnant.text(of: section)
      var head = RequestRemnant.head(of: remnant)
      head.version = .http2
      let exchange = Exchange(head: head, downstream: self, facts: facts, worker: worker)
      self.exchange = exchange
      exchange.observe(remnant: remnant)
      if error == .malformedMessage { resetMalformed() } else { exchange.deny(Denial(error)) }
    }
  }

  private func receive(trailers: FieldSection) {
    do throws(HeadFailure) {
      let block = try FieldBlock(trailers: trailers)
      end(trailers: block.lines.isEmpty ? nil : block)
    } catch {
      requestHasEnded = true
      if error == .malformedMessage || exchange == nil { resetMalformed() } else { exchange?.deny(Denial(error)) }
    }
  }

  private func receive(_ content: ByteBuffer) {
    clock.received += content.readableBytes
    clock.lastByte = worker.now
    if let announced {
      self.announced = announced - content.readableBytes
      guard announced >= content.readableBytes else { return resetMalformed() }
    }
    if answerHasEnded, exchange == nil { return discard(content.readableBytes) }
    begin()
    exchange?.receive(body: content)
  }

  /// Of a malformed message nobody takes an answer (RFC 9113, 8.1.1).
  private func resetMalformed() {
    isBeginning = false
    announced = nil
    resetCode = .protocolError
    onMalformedMessage()
    if requestHasEnded {
      if let exchange { exchange.abandon(.malformed) } else { abort() }
    } else {
      // As behind an answer, its end is waited for.
      answerHasEnded = true
      stopsAt = worker.now + Self.patience
      exchange?.abandon(.malformed)
    }
  }

  /// What comes of a request whose answer is out.
  private func discard(_ count: Int) {
    discarded += count
    if discarded > Self.maximumDiscarded { stop() }
  }

  /// The rest of the request is not wanted (RFC 9113, 8.1).
  private func stop() {
    guard stopsAt != nil else { return }
    stopsAt = nil
    requestHasEnded = true
    reset(resetCode == .protocolError ? .protocolError : .noError)
  }

  private func begin() {
    guard isBeginning, let exchange else { return }
    isBeginning = false
    let isWhole = requestHasEnded
    exchange.begin()
    if isWhole, self.exchange === exchange { exchange.receiveEndWithoutBody() }
  }

  private func end(trailers: FieldBlock?) {
    if let announced, announced > 0 {
      requestHasEnded = true
      return resetMalformed()
    }
    begin()
    requestHasEnded = true
    if stopsAt != nil {
      if resetCode == .protocolError { stop() }
      stopsAt = nil
    }
    exchange?.receiveEnd(trailers: trailers)
  }
}

// MARK: - the answer

extension HTTP2Stream: Downstream {
  var isWritable: Bool { context?.channel.isWritable ?? false }

  func send(informational head: OutgoingHead) {
    send(.informational(head), Self.informational)
    flush()
  }

  func send(_ head: OutgoingHead) {
    send(.final(head), Self.final)
  }

  // What NIOHTTP2 must know of the fields: whether the answer begins with them.
  private static let informational: HPACKHeaders = [":status": "100"]
  private static let final: HPACKHeaders = [":status": "200"]

  private func send(
    _ fields: OutgoingFields, _ headers: HPACKHeaders, endStream: Bool = false, promise: EventLoopPromise<Void>? = nil
  ) {
    if let stream { self.fields.send(fields, on: stream) }
    write(.headers(.init(headers: headers, endStream: endStream)), promise: promise)
  }

  private var stream: HTTP2StreamID? {
    try? context?.channel.syncOptions?.getOption(HTTP2StreamChannelOptions.streamID)
  }

  func send(body: ByteBuffer) {
    write(.data(.init(data: .byteBuffer(body))))
  }

  func sendEnd(trailers: FieldBlock?) {
    answerHasEnded = true
    // A reset sent sooner would overtake what still waits for the client's window. And a client that is about to end its
    // request is waited for: NIOHTTP2 takes trailers behind a reset for an error of the connection.
    let promise = requestHasEnded ? nil : context?.eventLoop.makePromise(of: Void.self)
    promise?.futureResult.assumeIsolated().whenSuccess { [self] in stopsAt = worker.now + Self.patience }
    if let trailers, trailers.lines.contains(where: { TrailerPolicy.passes($0, of: trailers) }) {
      send(.trailers(trailers), [:], endStream: true, promise: promise)
    } else {
      write(.data(.init(data: .byteBuffer(ByteBuffer()), endStream: true)), promise: promise)
    }
    flush()
  }

  func flush() {
    context?.flush()
  }

  func setReading(_ isReading: Bool) {
    guard readGate.set(isReading) else { return }
    clock.paused(!isReading, now: worker.now)
    if readGate.takePendingRead() { context?.read() }
  }

  func becomeTunnel(_ head: OutgoingHead) {
    abort()
  }

  func abort() {
    if stopsAt == nil { reset(resetCode) }
  }

  private func reset(_ code: HTTP2ErrorCode) {
    guard let context else { return }
    write(.rstStream(code))
    context.flush()
  }

  func exchangeEnded() {
    exchange = nil
    answered = worker.now
    if !requestHasEnded { setReading(true) }
  }

  private func write(_ payload: HTTP2Frame.FramePayload, promise: EventLoopPromise<Void>? = nil) {
    guard let context else {
      promise?.fail(ChannelError.ioOnClosedChannel)
      return
    }
    context.write(wrapOutboundOut(payload), promise: promise)
  }
}
