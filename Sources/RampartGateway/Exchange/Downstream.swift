import HTTPTypes
import NIOCore

/// The client's side of one exchange: an HTTP/1 connection, or one stream of an HTTP/2 connection.
protocol Downstream: AnyObject {
  /// Whether more can be written without piling up in memory.
  var isWritable: Bool { get }
  /// Writes a 1xx head at once.
  func send(informational head: OutgoingHead)
  /// Writes the final head. Body and end follow in order; nothing leaves before `flush`.
  func send(_ head: OutgoingHead)
  func send(body: ByteBuffer)
  func sendEnd(trailers: FieldBlock?)
  func flush()
  /// Stops or resumes taking bytes of the request from the client.
  func setReading(_ isReading: Bool)
  /// From now on bytes pass in both directions as they are.
  func becomeTunnel(_ head: OutgoingHead)
  /// Ends the answer in a way the client cannot mistake for its regular end.
  func abort()
  /// The exchange is over and will call no more.
  func exchangeEnded()
}

/// An answer's head on its way to the client.
struct OutgoingHead {
  enum Framing: Equatable {
    /// No body, and what the backend said of its length stands (HEAD, 304).
    case none
    case length(Int)
    case unknown
  }

  var status: Int
  /// The backend's fields; nil for our own answers.
  var fields: FieldBlock?
  /// What the controls add to the answer, and what they take away.
  var controls = AnswerEdits.none
  /// The fields of our own answers.
  var own: [HTTPField] = []
  var framing: Framing
  var requestID: RequestID
  var stage: ResponseStage
  /// Whether the client may use this connection again.
  var keepsAlive: Bool
  var version: RequestHead.Version
}
