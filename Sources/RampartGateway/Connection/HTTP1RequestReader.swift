import NIOCore

/// Reads the requests that come over one HTTP/1.x connection: bytes in, parts out. It does no I/O.
struct HTTP1RequestReader {
  private(set) var buffer = ByteBuffer()
  private var parser: RequestHeadParser
  private var decoder = BodyDecoder(RequestHead.Framing.none)

  /// - Parameter headLimit: bytes.
  init(headLimit: Int) {
    parser = RequestHeadParser(maximumBytes: headLimit)
  }

  var count: Int { buffer.readableBytes }

  mutating func receive(_ bytes: ByteBuffer) {
    var bytes = bytes
    if count == 0 { buffer = bytes } else { buffer.writeBuffer(&bytes) }
  }

  /// - Parameter limit: bytes of the head; that of the configuration at the time, which a reload may have changed.
  /// - Returns: nil if more bytes are needed.
  mutating func nextHead(limit: Int) throws(HeadFailure) -> RequestHead? {
    parser.maximumBytes = limit
    guard let head = try parser.parse(&buffer) else { return nil }
    decoder = BodyDecoder(head.framing)
    return head
  }

  /// The next part of the body of the last head.
  mutating func nextPart() throws(HeadFailure) -> BodyDecoder.Part { try decoder.next(&buffer) }

  /// Everything that has come, as it is.
  mutating func takeAll() -> ByteBuffer {
    defer { buffer = ByteBuffer() }
    return buffer
  }

  /// Lets go of memory that holds nothing any more.
  mutating func releaseMemory() {
    if count == 0 { buffer = ByteBuffer() }
  }
}
