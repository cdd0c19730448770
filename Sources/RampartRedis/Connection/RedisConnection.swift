import NIOCore

/// One connection: the greeting, then commands out and replies in, in the same order.
///
/// It lives on its event loop. Whatever breaks the order of replies (a violation, a timeout) closes it.
final class RedisConnection: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private enum Phase {
    case new
    case greeting(RedisHandshake, RedisNode)
    case ready(RedisNode)
    case closed(RedisError)
  }

  private struct InFlight {
    let request: RedisRequest
    let deadline: NIODeadline
    var repliesToSkip: Int
  }

  private let options: RedisOptions
  private var parser: RESPParser
  private var phase = Phase.new
  private var context: ChannelHandlerContext?
  private var inFlight = CircularBuffer<InFlight>()
  private var timer: Scheduled<Void>?

  init(_ options: RedisOptions) {
    self.options = options
    parser = RESPParser(limits: options.limits)
  }

  /// Greets the server. The node hears later that the connection is ready or that it closed, the latter once.
  func start(for node: RedisNode, deadline: NIODeadline) {
    guard let context, case .new = phase else {
      node.connectionClosed(.unavailable("the server closed the connection"))
      return
    }
    let handshake = RedisHandshake(options)
    phase = .greeting(handshake, node)
    timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { [self] in
      if case .greeting = phase { fail(.unavailable("the server did not answer the greeting in time")) }
    }
    context.writeAndFlush(wrapOutboundOut(RESPEncoder.encode(handshake.opening)), promise: nil)
  }

  /// Writes commands, all in one go.
  func send(_ requests: [RedisRequest]) {
    guard case .ready = phase, let context else {
      for request in requests { request.finish(.failure(.unavailable("the connection is closed"))) }
      return
    }
    let deadline = NIODeadline.now() + TimeAmount(options.commandTimeout)
    for request in requests {
      inFlight.append(
        InFlight(request: request, deadline: deadline, repliesToSkip: request.isAsking ? 1 : 0))
      if request.isAsking { context.write(wrapOutboundOut(RedisRequest.asking), promise: nil) }
      context.write(wrapOutboundOut(request.bytes), promise: nil)
    }
    context.flush()
    if timer == nil { watchOldest() }
  }

  /// Closes the connection and fails what waits for a reply.
  func fail(_ error: RedisError) {
    if case .closed = phase { return }
    let node: RedisNode? =
      switch phase {
      case .greeting(_, let node), .ready(let node): node
      case .new, .closed: nil
      }
    phase = .closed(error)
    timer?.cancel()
    timer = nil
    let abandoned = inFlight
    inFlight = []
    let now = NIODeadline.now()
    for entry in abandoned {
      let isBystander = error.kind == .timeout && entry.deadline > now
      entry.request.finish(.failure(isBystander ? .connectionLost("a command before this one timed out") : error))
    }
    context?.close(promise: nil)
    node?.connectionClosed(error)
  }
}

extension RedisConnection {
  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    fail(.connectionLost("the connection closed"))
    self.context = nil
  }

  func channelInactive(context: ChannelHandlerContext) {
    fail(.connectionLost("the server closed the connection"))
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    fail(.connectionLost(RedisError.reason(for: error)))
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    parser.feed(unwrapInboundIn(data))
    do throws(RESPViolation) {
      while let message = try parser.next() {
        if case .closed = phase { return }
        if case .reply(let reply) = message { receive(reply) }
      }
    } catch {
      fail(RedisError(.protocolViolation, error.description))
    }
  }

  private func receive(_ reply: RESPValue) {
    switch phase {
    case .greeting(let handshake, let node): greet(handshake, node, reply)
    case .ready: answer(reply)
    case .new: fail(RedisError(.protocolViolation, "the server spoke first"))
    case .closed: break
    }
  }

  private func greet(_ handshake: RedisHandshake, _ node: RedisNode, _ reply: RESPValue) {
    var handshake = handshake
    do throws(RedisError) {
      switch try handshake.receive(reply) {
      case .send(let command):
        phase = .greeting(handshake, node)
        context?.writeAndFlush(wrapOutboundOut(RESPEncoder.encode(command)), promise: nil)
      case .ready:
        phase = .ready(node)
        timer?.cancel()
        timer = nil
        node.connectionIsReady()
      }
    } catch {
      fail(error)
    }
  }

  private func answer(_ reply: RESPValue) {
    guard var entry = inFlight.popFirst() else {
      fail(RedisError(.protocolViolation, "the server sent a reply to no command"))
      return
    }
    guard entry.repliesToSkip == 0 else {
      entry.repliesToSkip -= 1
      inFlight.prepend(entry)
      return
    }
    entry.request.finish(.success(reply))
  }

  /// One timer for the oldest command; replies in time do not touch it.
  private func watchOldest() {
    timer = nil
    guard let context, let oldest = inFlight.first else { return }
    timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: oldest.deadline) { [self] in
      if let oldest = inFlight.first, oldest.deadline <= .now() {
        fail(RedisError(.timeout, "the server did not answer in time"))
      } else {
        watchOldest()
      }
    }
  }
}
