/// A backend's response head, checked.
struct ResponseHead: Sendable {
  enum Framing: Sendable, Equatable {
    case none
    case length(Int)
    case chunked
    case untilClose
  }

  var fields: FieldBlock
  var status: Int
  var reason: Extent
  var framing: Framing
  var keepsAlive: Bool
  /// Seconds the backend says it keeps an unused connection.
  var keepAliveSeconds: Int?
}
