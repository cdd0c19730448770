import NIOCore

/// Takes a message body out of a byte stream, by length, by chunks (RFC 9112, 7.1) or up to the end.
///
/// Content comes out in slices of what went in; nothing is copied and nothing is kept but trailers.
struct BodyDecoder {
  enum Part {
    case content(ByteBuffer)
    /// The body is complete; trailers only behind chunks.
    case end(trailers: FieldBlock?)
    case needsMore
  }

  private enum State {
    case length(remaining: Int)
    case untilClose
    case chunkSize
    case chunk(remaining: Int)
    case chunkEnd
    case trailers
    case done
  }

  static let maximumChunkLine = 256
  static let maximumTrailers = 8 << 10

  private var state: State

  init(_ framing: RequestHead.Framing) {
    state =
      switch framing {
      case .none, .stream: .done
      case .length(let length): .length(remaining: length)
      case .chunked: .chunkSize
      }
  }

  init(_ framing: ResponseHead.Framing) {
    state =
      switch framing {
      case .none: .done
      case .length(let length): length == 0 ? .done : .length(remaining: length)
      case .chunked: .chunkSize
      case .untilClose: .untilClose
      }
  }

  /// Whether the end of the connection is the end of the body.
  var endsAtClose: Bool {
    if case .untilClose = state { true } else { false }
  }

  mutating func next(_ buffer: inout ByteBuffer) throws(HeadFailure) -> Part {
    while true {
      switch state {
      case .length(let remaining):
        guard let slice = buffer.readSlice(upTo: remaining) else { return .needsMore }
        state = slice.readableBytes == remaining ? .done : .length(remaining: remaining - slice.readableBytes)
        return .content(slice)
      case .untilClose:
        guard let slice = buffer.readSlice(upTo: .max) else { return .needsMore }
        return .content(slice)
      case .chunkSize:
        guard let size = try readChunkSize(&buffer) else { return .needsMore }
        state = size == 0 ? .trailers : .chunk(remaining: size)
      case .chunk(let remaining):
        guard let slice = buffer.readSlice(upTo: remaining) else { return .needsMore }
        state = slice.readableBytes == remaining ? .chunkEnd : .chunk(remaining: remaining - slice.readableBytes)
        return .content(slice)
      case .chunkEnd:
        guard let end = buffer.readInteger(as: UInt16.self) else { return .needsMore }
        guard end == 0x0D0A else { throw .malformed }
        state = .chunkSize
      case .trailers:
        guard let trailers = try readTrailers(&buffer) else { return .needsMore }
        state = .done
        return .end(trailers: trailers.lines.isEmpty ? nil : trailers)
      case .done:
        return .end(trailers: nil)
      }
    }
  }

  /// Reads `1A3;extension CRLF`; extensions are bounded and dropped.
  private func readChunkSize(_ buffer: inout ByteBuffer) throws(HeadFailure) -> Int? {
    let parsed = try buffer.withUnsafeReadableBytes { bytes throws(HeadFailure) -> (Int, Int)? in
      let line = UnsafeRawBufferPointer(rebasing: bytes.prefix(Self.maximumChunkLine))
      var scanner = HeadScanner(line)
      guard let extent = try scanner.line() else {
        if line.count == Self.maximumChunkLine { throw .malformed }
        return nil
      }
      return (try Self.chunkSize(line, end: Int(extent.count)), scanner.position)
    }
    guard let (size, length) = parsed else { return nil }
    buffer.moveReaderIndex(forwardBy: length)
    return size
  }

  private static func chunkSize(_ line: UnsafeRawBufferPointer, end: Int) throws(HeadFailure) -> Int {
    var size = 0
    var index = 0
    while index < end, let digit = hexValue(line[index]) {
      guard index < 15 else { throw .malformed }
      size = size << 4 | Int(digit)
      index += 1
    }
    // An extension begins with a semicolon; white space before it is what smuggling is made of.
    guard index > 0, index == end || line[index] == UInt8(ascii: ";") else { throw .malformed }
    return size
  }

  private static func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
  }

  private func readTrailers(_ buffer: inout ByteBuffer) throws(HeadFailure) -> FieldBlock? {
    var lines: [FieldLine] = []
    let length = try buffer.withUnsafeReadableBytes { bytes throws(HeadFailure) -> Int? in
      var scanner = HeadScanner(bytes)
      let isComplete = try scanner.fields(into: &lines)
      if (isComplete ? scanner.position : bytes.count) > Self.maximumTrailers { throw .tooLarge }
      return isComplete ? scanner.position : nil
    }
    guard let length, let bytes = buffer.readSlice(length: length) else { return nil }
    return FieldBlock(bytes: bytes, lines: lines)
  }
}

extension ByteBuffer {
  /// At most `limit` bytes, nil where there are none.
  fileprivate mutating func readSlice(upTo limit: Int) -> ByteBuffer? {
    let count = Swift.min(limit, readableBytes)
    return count == 0 ? nil : readSlice(length: count)
  }
}
