/// Follows the frames that a client sends and finds those that NIOHTTP2 would answer with the wrong error: HEADERS on
/// a stream that the client itself has ended, which is STREAM_CLOSED (RFC 9113, 5.1).
///
/// A state machine over bytes, cut wherever the network cuts them. All else that can be wrong with a frame is for
/// NIOHTTP2 to find.
struct HTTP2FrameScanner {
  /// Bytes of the preface, or of a frame's payload, that are still to come.
  private var skipped = 24
  /// The part of a frame's header that is here.
  private var header: [UInt8] = []
  private var isInsideBlock = false
  private var newest: UInt32 = 0
  /// Frames that carry next to nothing, since this was last taken.
  private var cheapFrames = 0
  /// The streams that the client has ended last, as a ring; of older ones NIOHTTP2 says PROTOCOL_ERROR.
  private var ended: [UInt32] = []
  private var oldest = 0

  private static let headerLength = 9
  /// Bytes of DATA that make a frame worth its trouble.
  private static let worthwhile = 64
  private static let maximumEnded = 64

  /// - Returns: how many of these bytes come before the frame that must not be passed on; nil where there is none.
  ///   After a number, nothing more may be scanned.
  mutating func scan(_ bytes: UnsafeRawBufferPointer) -> Int? {
    var position = 0
    while position < bytes.count {
      guard skipped == 0 else {
        let step = min(skipped, bytes.count - position)
        skipped -= step
        position += step
        continue
      }
      header.append(bytes[position])
      position += 1
      guard header.count == Self.headerLength else { continue }
      if refuses(FrameHeader(header)) { return max(0, position - Self.headerLength) }
      skipped = FrameHeader(header).length
      header.removeAll(keepingCapacity: true)
    }
    return nil
  }

  /// Frames that carry next to nothing, since this was last asked; a reset, after which a request was for nothing, counts
  /// as twenty.
  mutating func takeCheapFrames() -> Int {
    defer { cheapFrames = 0 }
    return cheapFrames
  }

  private static func cost(_ frame: FrameHeader) -> Int {
    switch frame.kind {
    case .headers: 0
    case .data: frame.length < worthwhile && !frame.endsStream ? 1 : 0
    case .reset: 20
    default: 1
    }
  }

  private mutating func refuses(_ frame: FrameHeader) -> Bool {
    cheapFrames += Self.cost(frame)
    // Nothing but CONTINUATION may follow there, and NIOHTTP2 sees to that.
    let isChecked = !isInsideBlock
    if frame.kind == .headers || frame.kind == .continuation { isInsideBlock = !frame.endsHeaders }
    guard isChecked else { return false }
    switch frame.kind {
    case .headers:
      if frame.stream <= newest, ended.contains(frame.stream) { return true }
      newest = max(newest, frame.stream)
      if frame.endsStream { remember(frame.stream) }
    case .data where frame.endsStream, .reset:
      remember(frame.stream)
    default: break
    }
    return false
  }

  private mutating func remember(_ stream: UInt32) {
    if ended.count < Self.maximumEnded {
      ended.append(stream)
    } else {
      ended[oldest] = stream
      oldest = (oldest + 1) % Self.maximumEnded
    }
  }
}

/// The nine bytes before a frame's payload (RFC 9113, 4.1).
private struct FrameHeader {
  enum Kind: UInt8 {
    case data = 0
    case headers = 1
    case reset = 3
    case continuation = 9
  }

  let length: Int
  /// Nil for what is of no interest here.
  let kind: Kind?
  let stream: UInt32
  private let flags: UInt8

  init(_ bytes: [UInt8]) {
    length = Int(bytes[0]) << 16 | Int(bytes[1]) << 8 | Int(bytes[2])
    kind = Kind(rawValue: bytes[3])
    flags = bytes[4]
    // The highest bit is reserved.
    stream = bytes[5...8].reduce(0) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
  }

  var endsStream: Bool { flags & 0x01 != 0 }
  var endsHeaders: Bool { flags & 0x04 != 0 }
}
