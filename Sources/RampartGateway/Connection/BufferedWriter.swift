import NIOCore

/// What is about to be written to a connection: small parts of a message leave in one write.
///
/// It only gathers: a channel may call back inside of `write`, so the handler calls that itself.
struct BufferedWriter {
  private var pending: ByteBuffer?
  /// Whether a body is framed by chunks (RFC 9112, 7.1).
  var isChunked = false

  /// Longer parts are not copied.
  private static let coalescingLimit = 16 << 10

  /// - Parameter make: an empty buffer, if nothing is pending.
  mutating func append(to make: @autoclosure () -> ByteBuffer, _ write: (inout ByteBuffer) -> Void) {
    var buffer = pending ?? make()
    // INVARIANT: the only reference, or writing would copy.
    pending = nil
    write(&buffer)
    pending = buffer
  }

  /// Begins with bytes that are written already.
  mutating func begin(with buffer: ByteBuffer) { pending = buffer }

  /// A part of a body.
  ///
  /// - Returns: what is to be written now, before anything else is appended; nothing if the part was copied.
  mutating func append(body: ByteBuffer, to make: @autoclosure () -> ByteBuffer) -> (
    pending: ByteBuffer?, body: ByteBuffer
  )? {
    var body = body
    let count = body.readableBytes
    let isSmall = count <= Self.coalescingLimit
    if !isChunked, isSmall {
      append(to: make()) { $0.writeBuffer(&body) }
      return nil
    }
    guard isChunked else { return (take(), body) }
    append(to: make()) { buffer in
      ChunkEncoder.writeHeader(count, into: &buffer)
      guard isSmall else { return }
      buffer.writeBuffer(&body)
      buffer.writeStaticString("\r\n")
    }
    return isSmall ? nil : (take(), body)
  }

  /// Ends a part that was not copied.
  mutating func endPart(to make: @autoclosure () -> ByteBuffer) {
    if isChunked { append(to: make()) { $0.writeStaticString("\r\n") } }
  }

  /// Ends the body.
  mutating func end(trailers: FieldBlock?, to make: @autoclosure () -> ByteBuffer) {
    guard isChunked else { return }
    isChunked = false
    append(to: make()) { ChunkEncoder.writeEnd(trailers: trailers, into: &$0) }
  }

  /// What is pending, to be written.
  mutating func take() -> ByteBuffer? {
    defer { pending = nil }
    return pending
  }
}
