import CoreMetrics
import NIOCore
import NIOSSL
import NIOTLS
import RampartConfiguration

/// One HTTP/1.1 connection to a server.
///
/// INVARIANT: it has one owner at a time: the pool while it is idle, a user from `begin` to the end of the exchange. It
/// never puts itself into a pool, and tells nobody but its owner anything.
final class UpstreamConnection: ChannelDuplexHandler, Timed {
  typealias InboundIn = ByteBuffer
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private enum State {
    case idle
    /// The request is on its way, its answer has not begun.
    case waiting
    case answering
    /// The answer is complete, the request is not.
    case answered
    case tunnel
    case closed
  }

  private enum Owner {
    case nobody
    case pool(UpstreamPool)
    case user(any UpstreamConnectionUser)
  }

  let server: UpstreamServer
  private let worker: Worker
  var registryIndex = 0
  private(set) var life: UpstreamConnectionLife
  private var owner = Owner.nobody
  private var context: ChannelHandlerContext?
  private var state = State.idle
  private var reader = HTTP1ResponseReader()
  private var writer = BufferedWriter()
  private var readGate = ReadGate()
  private var clock = UpstreamClock()
  private var hasSentEnd = false

  init(server: UpstreamServer, worker: Worker) {
    self.server = server
    self.worker = worker
    life = UpstreamConnectionLife(server, random: worker.identifiers.next(), now: worker.now)
  }

  private var user: (any UpstreamConnectionUser)? {
    if case .user(let user) = owner { user } else { nil }
  }

  // MARK: for the owner

  var isWritable: Bool { context?.channel.isWritable ?? false }
  var isIdle: Bool { state == .idle }

  /// Whether it has lived its life, or goes to an address that its server's name no longer has.
  func isStale(now: NIODeadline) -> Bool {
    life.age.isOver(now: now, addresses: server.addresses, remote: context?.remoteAddress)
  }

  /// Idle from now on, and of the pool.
  func rest(in pool: UpstreamPool) {
    owner = .pool(pool)
    state = .idle
    life.idleSince = worker.now
    setReading(true)
  }

  /// Takes the connection for one exchange and sends the head of its request.
  func begin(_ user: any UpstreamConnectionUser, head: ByteBuffer, isHead: Bool, isChunked: Bool) {
    owner = .user(user)
    state = .waiting
    hasSentEnd = false
    setReading(true)
    reader.expectAnswer(toHead: isHead)
    writer.begin(with: head)
    writer.isChunked = isChunked
    expectAnswer()
  }

  func send(body: ByteBuffer) {
    expectAnswer()
    if let direct = writer.append(body: body, to: worker.allocator.buffer(capacity: 256)) {
      if let pending = direct.pending { write(pending) }
      write(direct.body)
      writer.endPart(to: worker.allocator.buffer(capacity: 256))
    }
  }

  func sendEnd(trailers: FieldBlock?) {
    hasSentEnd = true
    writer.end(trailers: trailers, to: worker.allocator.buffer(capacity: 256))
    expectAnswer()
    flush()
  }

  func send(raw bytes: ByteBuffer) {
    clock.deadline = worker.now + TimeAmount(server.timeouts.idle)
    write(bytes)
  }

  func flush() {
    if let pending = writer.take() { write(pending) }
    context?.flush()
  }

  func setReading(_ isReading: Bool) {
    if readGate.set(isReading) { clock.pausedSince = isReading ? nil : worker.now }
    guard isReading else { return }
    if state != .answered { clock.deadline = worker.now + TimeAmount(server.timeouts.idle) }
    if readGate.takePendingRead() { context?.read() }
  }

  /// The answer is complete, the request is not: so long its rest may take.
  func awaitRestOfRequest(within time: TimeAmount) {
    state = .answered
    setReading(true)
    clock.deadline = worker.now + time
  }

  /// Ends the connection. Nobody hears of it any more.
  func close() {
    owner = .nobody
    guard state != .closed else { return }
    state = .closed
    context?.close(promise: nil)
  }

  private func write(_ bytes: ByteBuffer) {
    context?.write(wrapOutboundOut(bytes), promise: nil)
  }

  private func expectAnswer() {
    guard state == .waiting else { return }
    clock.deadline = worker.now + TimeAmount(life.isEstablished ? server.timeouts.response : server.timeouts.connect)
  }

  // MARK: the channel

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    worker.register(self)
    server.metrics.connections.increment()
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    worker.unregister(self)
    self.context = nil
    server.metrics.connections.decrement()
  }

  func read(context: ChannelHandlerContext) {
    if readGate.isOpen { context.read() } else { readGate.postpone() }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    // INVARIANT: the time for a head does not grow with what comes of it, or a byte now and then would be enough.
    if state == .answering || state == .tunnel { clock.deadline = worker.now + TimeAmount(server.timeouts.idle) }
    reader.receive(unwrapInboundIn(data))
    process()
    reader.releaseMemory()
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    user?.flushAnswer()
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    user?.connectionWritabilityChanged(isWritable: context.channel.isWritable)
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if let event = event as? TLSUserEvent, case .handshakeCompleted = event {
      life.isEstablished = true
      expectAnswer()
    }
    context.fireUserInboundEventTriggered(event)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    fail(.closed(ConnectionFailure.reason(error)))
  }

  func channelInactive(context: ChannelHandlerContext) {
    let wasTunnel = state == .tunnel
    if state == .answering, reader.endsAtClose {
      state = .closed
      take()?.connectionEnded(trailers: nil, isReusable: false)
    } else if wasTunnel {
      state = .closed
      take()?.tunnelClosed()
    } else {
      fail(.closed("the server closed the connection"))
    }
  }

  func sweep(now: NIODeadline) {
    if let pausedSince = clock.pausedSince, let user {
      // It is the client who is slow: the server's time stands still, the client's runs.
      if now > pausedSince + user.clientIdleTimeout { user.clientStalled() }
      return
    }
    switch state {
    case .idle: if now > life.idleSince + life.keepAlive || isStale(now: now) { retire() }
    case .waiting:
      // While the client still sends, its own limits apply, unless the server does not take what comes.
      let isUp = hasSentEnd || !isWritable || !life.isEstablished || user?.clientAwaitsContinue == true
      guard now > clock.deadline, isUp else { return }
      fail(life.isEstablished ? .timeout : .closed("the connection was not established in time"))
    case .answering, .answered: if now > clock.deadline { fail(.timeout) }
    case .tunnel:
      guard now > clock.deadline else { return }
      let user = take()
      close()
      user?.tunnelClosed()
    case .closed: break
    }
  }

  /// Closes a connection that nobody uses.
  private func retire() {
    if case .pool(let pool) = owner { pool.remove(self) }
    close()
  }

  // MARK: the answer

  private func process() {
    do throws(HeadFailure) {
      while state != .closed, let part = try reader.next() { try receive(part) }
    } catch {
      fail(.invalid)
    }
  }

  private func receive(_ part: HTTP1ResponseReader.Part) throws(HeadFailure) {
    switch part {
    case .head(let head): try receive(head)
    case .body(let content): user?.answerBody(content)
    case .end(let trailers):
      life.wasUsed = true
      // INVARIANT: the user gives the connection back, or closes it; it is not touched here after that.
      state = hasSentEnd ? .idle : .answered
      user?.connectionEnded(
        trailers: trailers, isReusable: life.keepsAlive && !reader.hasBytes && !isStale(now: worker.now))
    case .raw(let bytes): user?.tunneled(bytes)
    case .unexpected: if case .user = owner { fail(.invalid) } else { retire() }
    }
  }

  private func receive(_ head: ResponseHead) throws(HeadFailure) {
    if head.status == 101 {
      guard let user, user.acceptsUpgrade, let upgrade = head.fields.first(.upgrade),
        head.fields.with(upgrade.value, { ByteClass.equals($0, lowercased: "websocket") })
      else { throw .malformed }
      state = .tunnel
      reader.becomeTunnel()
      clock.deadline = worker.now + TimeAmount(server.timeouts.idle)
      user.upgraded(head)
    } else if head.status < 200 {
      user?.informed(head)
    } else {
      life.learn(from: head)
      state = .answering
      clock.deadline = worker.now + TimeAmount(server.timeouts.idle)
      user?.answered(head)
    }
  }

  private func fail(_ failure: UpstreamFailure) {
    if case .pool(let pool) = owner { pool.remove(self) }
    let user = take()
    close()
    user?.connectionFailed(failure, isEstablished: life.isEstablished, wasUsed: life.wasUsed)
  }

  private func take() -> (any UpstreamConnectionUser)? {
    defer { owner = .nobody }
    return user
  }
}
