import NIOCore
import RampartConfiguration
import RampartCore

/// The unused connections of one event loop to one server; the one used last is used first.
final class UpstreamPool {
  private let server: UpstreamServer
  private unowned let worker: Worker
  private var idle: [UpstreamConnection] = []
  private var isRetired = false

  static let maximumIdle = 256
  /// A connection unused for longer may be closing at this moment; a request that cannot be repeated does not risk it.
  static let freshness = TimeAmount.seconds(1)

  init(server: UpstreamServer, worker: Worker) {
    self.server = server
    self.worker = worker
  }

  /// - Parameter mustBeFresh: the request cannot be sent twice.
  func take(mustBeFresh: Bool, now: NIODeadline) -> UpstreamConnection? {
    if mustBeFresh, let last = idle.last, now > last.life.idleSince + Self.freshness { return nil }
    while let connection = idle.popLast() {
      if !connection.isStale(now: now) { return connection }
      connection.close()
    }
    return nil
  }

  func put(_ connection: UpstreamConnection) {
    guard !isRetired else { return connection.close() }
    // The oldest goes: it is the one that the server closes next, and the one that is not fresh enough for a POST.
    if idle.count >= Self.maximumIdle { idle.removeFirst().close() }
    connection.rest(in: self)
    idle.append(connection)
  }

  func remove(_ connection: UpstreamConnection) {
    if let index = idle.lastIndex(where: { $0 === connection }) { idle.remove(at: index) }
  }

  /// Closes what is unused; what is in use closes when it is done.
  func retire() {
    isRetired = true
    let connections = idle
    idle = []
    for connection in connections { connection.close() }
  }

  /// Opens a connection.
  func connect(_ completion: @escaping (Result<UpstreamConnection, any Error>) -> Void) {
    let bound = NIOLoopBound((server: server, worker: worker), eventLoop: worker.eventLoop)
    let connected = server.connect(on: worker.eventLoop) { channel in
      let (server, worker) = bound.value
      try channel.pipeline.syncOperations.addHandler(UpstreamConnection(server: server, worker: worker))
    }
    connected.hop(to: worker.eventLoop).assumeIsolated().whenComplete { result in
      completion(
        result.flatMap { channel in
          Result { try channel.pipeline.syncOperations.handler(type: UpstreamConnection.self) }
        })
    }
  }
}

extension TimeAmount {
  init(_ duration: Duration) {
    self = .milliseconds(Int64(duration.wholeMilliseconds))
  }
}
