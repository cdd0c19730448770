import Logging
import NIOCore
import NIOPosix
import RampartCore
import Synchronization

/// One server and the one connection to it, which is made at the first command and made again whenever it is lost.
///
/// Commands wait only for the first attempt, and no more than a fixed number of them; while a lost connection is being
/// made again, they fail at once.
final class RedisNode: Sendable {
  let address: ServerAddress
  private let options: RedisOptions
  private let loop: any EventLoop
  private let logger: Logger
  private let state: Mutex<RedisNodeState>

  init(_ address: ServerAddress, options: RedisOptions, loop: any EventLoop, logger: Logger) {
    self.address = address
    self.options = options
    self.loop = loop
    self.logger = logger
    state = Mutex(RedisNodeState(address))
  }

  var isDown: Bool { state.withLock { $0.isDown } }

  /// Sends one command and waits for its reply, an error of the server included.
  func submit(_ bytes: ByteBuffer, isAsking: Bool) async throws(RedisError) -> RESPValue {
    try state.withLock { state throws(RedisError) in try state.admit(atMost: options.maximumOutstanding) }
    let result = await withCheckedContinuation { continuation in
      enqueue(RedisRequest(bytes, isAsking: isAsking, continuation))
    }
    state.withLock { $0.release() }
    return try result.get()
  }

  private func enqueue(_ request: RedisRequest) {
    switch state.withLock({ $0.enqueue(request) }) {
    case .nothing: break
    case .connect: loop.execute { self.connect() }
    case .drain: loop.execute { self.drain() }
    case .fail(let error): request.finish(.failure(error))
    }
  }

  /// Takes what has gathered since the last turn of the loop, so that it leaves in one write.
  private func drain() {
    guard let (requests, connection) = state.withLock({ $0.take() }) else { return }
    connection.value.send(requests)
  }

  /// Fails what waits and closes the connection for good, soon after this returns.
  func close() {
    let (waiting, connection, reconnection) = state.withLock { $0.close() }
    reconnection?.cancel()
    for request in waiting { request.finish(.failure(.shutDown)) }
    if let connection { loop.execute { connection.value.fail(.shutDown) } }
  }

  func shutdown() async {
    close()
    // What `close` has put on the loop has run when this has.
    try? await loop.submit {}.get()
  }
}

extension RedisNode {
  private func connect() {
    if state.withLock({ $0.isClosed }) { return }
    let options = options
    let address = address
    let deadline = NIODeadline.now() + TimeAmount(options.connectTimeout)
    let bootstrap = ClientBootstrap(group: loop)
      .connectTimeout(TimeAmount(options.connectTimeout))
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          if let tls = options.tls { try pipeline.addHandler(tls.handler(for: address)) }
          try pipeline.addHandler(RedisConnection(options))
        }
      }
    let connected: EventLoopFuture<any Channel> =
      switch address {
      case .network(let host, let port): bootstrap.connect(host: host, port: port)
      case .unix(let path): bootstrap.connect(unixDomainSocketPath: path)
      }
    connected.hop(to: loop).assumeIsolated().whenComplete { result in
      do {
        let connection = try result.get().pipeline.syncOperations.handler(type: RedisConnection.self)
        self.begin(connection, deadline)
      } catch {
        self.connectionClosed(.unavailable(RedisError.reason(for: error)))
      }
    }
  }

  private func begin(_ connection: RedisConnection, _ deadline: NIODeadline) {
    let bound = NIOLoopBound(connection, eventLoop: loop)
    if state.withLock({ $0.begin(bound) }) {
      connection.start(for: self, deadline: deadline)
    } else {
      connection.fail(.shutDown)
    }
  }

  func connectionIsReady() {
    guard let failures = state.withLock({ $0.becomeReady() }) else { return }
    if failures > 0 { logger.notice("redis is back", metadata: ["server": "\(address)"]) }
    drain()
  }

  /// The connection is gone, or the attempt to make one failed.
  func connectionClosed(_ error: RedisError) {
    guard let (waiting, failures) = state.withLock({ $0.becomeDown(error.detail) }) else { return }
    for request in waiting {
      request.finish(.failure(.unavailable("no connection to `\(address)`: \(error.detail)")))
    }
    logger.log(
      level: failures == 1 ? .warning : .debug, "redis is not available",
      metadata: ["server": "\(address)", "reason": "\(error.detail)"])
    reconnect(after: failures)
  }

  private func reconnect(after failures: Int) {
    let backoff = RedisBackoff(shortest: options.shortestPause, longest: options.longestPause)
    var generator = SystemRandomNumberGenerator()
    let pause = TimeAmount(backoff.pause(after: failures - 1, using: &generator))
    let reconnection = loop.scheduleTask(in: pause) { self.connect() }
    let isClosed = state.withLock { state in
      if !state.isClosed { state.reconnection = reconnection }
      return state.isClosed
    }
    if isClosed { reconnection.cancel() }
  }
}
