import NIOCore

/// Reads the answers that come over one connection to a server: bytes in, parts out. It does no I/O.
struct HTTP1ResponseReader {
  enum Part {
    case head(ResponseHead)
    case body(ByteBuffer)
    case end(trailers: FieldBlock?)
    /// Bytes of a tunnel.
    case raw(ByteBuffer)
    /// Bytes that nobody asked for. Whatever they are, they must not become the answer to the next request (CWE-444).
    case unexpected
  }

  private enum State {
    case idle, head, body, tunnel
  }

  private var state = State.idle
  private var buffer = ByteBuffer()
  private var parser = ResponseHeadParser()
  private var decoder = BodyDecoder(ResponseHead.Framing.none)
  private var requestWasHead = false
  private var informational = 0

  private static let maximumInformational = 16

  /// A request has left; its answer is the next message.
  mutating func expectAnswer(toHead requestWasHead: Bool) {
    self.requestWasHead = requestWasHead
    state = .head
    informational = 0
  }

  /// The server has switched protocols; what comes from now on is no HTTP.
  mutating func becomeTunnel() { state = .tunnel }

  mutating func receive(_ bytes: ByteBuffer) {
    var bytes = bytes
    if buffer.readableBytes == 0 { buffer = bytes } else { buffer.writeBuffer(&bytes) }
  }

  var hasBytes: Bool { buffer.readableBytes > 0 }

  /// The end of the connection is the end of the answer.
  var endsAtClose: Bool { state == .body && decoder.endsAtClose }

  /// - Returns: nil if more bytes are needed.
  mutating func next() throws(HeadFailure) -> Part? {
    switch state {
    case .idle: return hasBytes ? .unexpected : nil
    case .head:
      guard hasBytes, let head = try parser.parse(&buffer, requestWasHead: requestWasHead) else { return nil }
      if head.status >= 200 {
        decoder = BodyDecoder(head.framing)
        state = .body
      } else if head.status != 101 {
        informational += 1
        guard informational <= Self.maximumInformational else { throw .malformed }
      }
      return .head(head)
    case .body:
      switch try decoder.next(&buffer) {
      case .needsMore: return nil
      case .content(let content): return .body(content)
      case .end(let trailers):
        state = .idle
        return .end(trailers: trailers)
      }
    case .tunnel:
      guard hasBytes else { return nil }
      defer { buffer = ByteBuffer() }
      return .raw(buffer)
    }
  }

  /// Lets go of memory that holds nothing any more.
  mutating func releaseMemory() {
    if !hasBytes { buffer = ByteBuffer() }
  }
}
