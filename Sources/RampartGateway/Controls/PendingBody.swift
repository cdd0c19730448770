import NIOCore
import RampartCore

/// What has come of a request's body before there is a backend to take it: a state machine that knows neither client nor
/// backend.
///
/// Unless a control wants to see the body, the client is not read from meanwhile, so that it cannot fill the memory.
struct PendingBody {
  enum Step: Equatable {
    case readOn
    case stopReading
    /// Ask the control again, which now sees more.
    case decide(RequestBody)
    case deny(Denial)
  }

  /// What may be held for controls by all requests together.
  let held: HeldBodies
  let limit: Int
  let client: IPAddress
  // Copied together: a slice of one byte would keep all that was read with it.
  private var queue = ByteBuffer()
  private var wanted: Int?
  private var taken = 0
  private(set) var hasEnded = false
  /// That end the body, if any.
  private(set) var trailers: FieldBlock?

  init(_ held: HeldBodies, limit: Int, client: IPAddress) {
    self.held = held
    self.limit = limit
    self.client = client
  }

  mutating func receive(_ part: ByteBuffer) -> Step {
    var part = part
    guard let wanted else {
      queue.writeBuffer(&part)
      return .stopReading
    }
    guard take(part.readableBytes) else { return .deny(.overloaded) }
    queue.writeBuffer(&part)
    if queue.readableBytes <= wanted { return .readOn }
    return decide(.beginning(Array(queue.readableBytesView.prefix(wanted))))
  }

  mutating func end(trailers: FieldBlock?) -> Step {
    hasEnded = true
    self.trailers = trailers
    return wanted == nil ? .readOn : decide(.whole(Array(queue.readableBytesView)))
  }

  /// A control wants to see so much. Some of the body, or all of it, may have come while another was waited for.
  mutating func want(upTo limit: Int) -> Step {
    guard take(queue.readableBytes - taken) else { return .deny(.overloaded) }
    if queue.readableBytes > limit { return .decide(.beginning(Array(queue.readableBytesView.prefix(limit)))) }
    if hasEnded { return .decide(.whole(Array(queue.readableBytesView))) }
    wanted = limit
    return .readOn
  }

  /// All that has come, for the backend; nothing is held any more.
  mutating func release() -> ByteBuffer {
    held.give(back: taken, of: client)
    taken = 0
    wanted = nil
    defer { queue = ByteBuffer() }
    return queue
  }

  private mutating func decide(_ body: RequestBody) -> Step {
    wanted = nil
    return .decide(body)
  }

  private mutating func take(_ bytes: Int) -> Bool {
    guard bytes == 0 || held.take(bytes, for: client, limit: limit) else { return false }
    taken += bytes
    return true
  }
}
