import NIOCore
import RampartConfiguration

/// The user of an upstream connection, from `begin` to the end of one exchange.
protocol UpstreamConnectionUser: AnyObject {
  /// Whether the request asks for a WebSocket and may have one.
  var acceptsUpgrade: Bool { get }
  /// The client sends no body before the server asks for it, so the server's silence costs it no time.
  var clientAwaitsContinue: Bool { get }
  /// How long the client may take nothing of the answer.
  var clientIdleTimeout: TimeAmount { get }

  /// A 1xx has come.
  func informed(_ head: ResponseHead)
  func answered(_ head: ResponseHead)
  func answerBody(_ content: ByteBuffer)
  /// The answer is complete. The user gives the connection back or closes it.
  ///
  /// - Parameter isReusable: whether both sides are willing to go on, as far as the answer tells.
  func connectionEnded(trailers: FieldBlock?, isReusable: Bool)
  func upgraded(_ head: ResponseHead)
  func tunneled(_ bytes: ByteBuffer)
  func tunnelClosed()
  /// The connection is gone, before its answer was complete.
  ///
  /// - Parameters:
  ///   - isEstablished: false if not even a TLS handshake was complete, so that the server has seen nothing.
  ///   - wasUsed: it had answered another request before.
  func connectionFailed(_ failure: UpstreamFailure, isEstablished: Bool, wasUsed: Bool)
  func connectionWritabilityChanged(isWritable: Bool)
  /// What came in one turn is complete.
  func flushAnswer()
  /// The client has taken nothing for `clientIdleTimeout`.
  func clientStalled()
}

/// What a connection to a server has been through.
struct UpstreamConnectionLife {
  var idleSince: NIODeadline
  /// False until a TLS handshake is complete; nothing of a request has left before.
  var isEstablished: Bool
  /// Whether an exchange has been answered on it before.
  var wasUsed = false
  /// Whether the server keeps it after its last answer.
  private(set) var keepsAlive = true
  /// How long it may be idle.
  private(set) var keepAlive: TimeAmount
  /// How long it may be used at all.
  var age: ConnectionLife

  init(_ server: UpstreamServer, random: UInt64, now: NIODeadline) {
    age = ConnectionLife(longest: TimeAmount(server.timeouts.life), random: random, now: now)
    idleSince = now
    isEstablished = server.tls == nil
    keepAlive = TimeAmount(server.timeouts.idle)
  }

  mutating func learn(from head: ResponseHead) {
    keepsAlive = head.keepsAlive
    guard let seconds = head.keepAliveSeconds else { return }
    // A second early, so that no request crosses the server's own closing.
    keepAlive = min(keepAlive, .seconds(Int64(max(0, min(seconds, 86_400) - 1))))
  }
}

/// When a server has had its time.
struct UpstreamClock {
  var deadline = NIODeadline.distantFuture
  /// Since when the client does not take what comes.
  var pausedSince: NIODeadline?
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
