import NIOCore
import RampartCore

/// What an attempt asks and tells its exchange.
protocol UpstreamAnswerHandler: AnyObject {
  /// The client holds its body back until the backend asks for it.
  var awaitsContinue: Bool { get }
  /// How long the client may take nothing of the answer.
  var idleTimeout: TimeAmount { get }

  /// There is a connection: everything that has come of the request's body so far.
  func takeBody() -> (bytes: ByteBuffer, isWhole: Bool, trailers: FieldBlock?)
  func upstreamInformed(_ head: ResponseHead)
  func upstreamAnswered(_ head: ResponseHead)
  func upstreamSent(_ body: ByteBuffer)
  /// The answer is complete.
  ///
  /// - Parameter isDraining: the request is not, and its rest is still relayed; `upstreamDrained` follows.
  func upstreamEnded(trailers: FieldBlock?, isDraining: Bool)
  /// Nothing more of the request is relayed.
  func upstreamDrained()
  func upstreamUpgraded(_ head: ResponseHead)
  func upstreamTunneled(_ bytes: ByteBuffer)
  func upstreamTunnelClosed()
  /// There is no answer and there will be none.
  func upstreamFailed(_ denial: Denial)
  /// The answer breaks off.
  func upstreamBroke()
  func upstreamWritabilityChanged(isWritable: Bool)
  /// What came in one turn is complete.
  func upstreamPaused()
  /// The client is at fault.
  func deny(_ denial: Denial)
}

/// What the access log says of the backend.
struct UpstreamRecord {
  var server: UpstreamServer?
  var began: NIODeadline?
  var answered: NIODeadline?
}
