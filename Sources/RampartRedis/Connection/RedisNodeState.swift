import NIOCore
import RampartCore

/// What a node knows about its connection and about the commands that wait for it.
struct RedisNodeState {
  private enum Phase {
    case idle
    /// The first attempt; commands wait for it.
    case connecting
    case ready
    /// Lost, or not made at the first attempt. Commands fail at once until there is a connection again.
    case down(reason: String)
    case closed
  }

  enum Next {
    case nothing
    case connect
    case drain
    case fail(RedisError)
  }

  private let address: ServerAddress
  private var phase = Phase.idle
  /// From the moment at which it begins to greet.
  private var connection: NIOLoopBound<RedisConnection>?
  /// Commands whose reply has not reached its caller.
  private var outstanding = 0
  /// Commands that the event loop has not taken yet.
  private var waiting: [RedisRequest] = []
  private var isDraining = false
  /// Attempts that failed one after the other.
  private var failures = 0
  var reconnection: Scheduled<Void>?

  init(_ address: ServerAddress) {
    self.address = address
  }

  var isDown: Bool { if case .down = phase { true } else { false } }
  var isClosed: Bool { if case .closed = phase { true } else { false } }

  private func unavailable(_ reason: String) -> RedisError {
    .unavailable("no connection to `\(address)`: \(reason)")
  }

  /// Counts a command in.
  mutating func admit(atMost maximum: Int) throws(RedisError) {
    switch phase {
    case .closed: throw .shutDown
    case .down(let reason): throw unavailable(reason)
    case .idle, .connecting, .ready:
      guard outstanding < maximum else {
        throw RedisError(.overloaded, "\(outstanding) commands wait for `\(address)`")
      }
      outstanding += 1
    }
  }

  mutating func release() {
    outstanding -= 1
  }

  mutating func enqueue(_ request: RedisRequest) -> Next {
    switch phase {
    case .closed: return .fail(.shutDown)
    case .down(let reason): return .fail(unavailable(reason))
    case .idle:
      phase = .connecting
      waiting.append(request)
      return .connect
    case .connecting:
      waiting.append(request)
      return .nothing
    case .ready:
      waiting.append(request)
      defer { isDraining = true }
      return isDraining ? .nothing : .drain
    }
  }

  /// What is to be sent, and over which connection. Where that is gone, what waited has been failed already.
  mutating func take() -> ([RedisRequest], NIOLoopBound<RedisConnection>)? {
    isDraining = false
    guard case .ready = phase, let connection else { return nil }
    defer { waiting = [] }
    return (waiting, connection)
  }

  /// - Returns: false where the node was closed meanwhile.
  mutating func begin(_ connection: NIOLoopBound<RedisConnection>) -> Bool {
    if isClosed { return false }
    self.connection = connection
    return true
  }

  /// - Returns: how many attempts had failed before, or nil where the node was closed meanwhile.
  mutating func becomeReady() -> Int? {
    if isClosed { return nil }
    phase = .ready
    defer { failures = 0 }
    return failures
  }

  /// - Returns: what waited, and how many attempts have failed now; nil where the node is closed.
  mutating func becomeDown(_ reason: String) -> ([RedisRequest], failures: Int)? {
    // Closing has failed what waited.
    if isClosed { return nil }
    phase = .down(reason: reason)
    connection = nil
    failures += 1
    defer { waiting = [] }
    return (waiting, failures)
  }

  /// - Returns: what waited, and the connection and the attempt to end.
  mutating func close() -> ([RedisRequest], NIOLoopBound<RedisConnection>?, Scheduled<Void>?) {
    defer {
      phase = .closed
      waiting = []
      connection = nil
      reconnection = nil
    }
    return (waiting, connection, reconnection)
  }
}
