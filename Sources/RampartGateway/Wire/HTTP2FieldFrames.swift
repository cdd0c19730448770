import NIOCore
import NIOHTTP2

/// Takes the field blocks out of the frames that a client sends: HEADERS with its CONTINUATION frames becomes one
/// HEADERS frame without fields, and beside it the fields, as bytes.
///
/// NIOHTTP2 goes on to look after frames, streams and windows. The fields are read here, for it makes them text, which
/// bytes need not be, and ends the whole connection where a head is larger than it likes.
///
/// A state machine over bytes, cut wherever the network cuts them.
struct HTTP2FieldFrames {
  enum Part {
    /// Frames, or parts of frames, for NIOHTTP2 as they are.
    case frames(ByteBuffer)
    /// The fields, and the frame that stands for theirs.
    case fields(FieldSection, stream: HTTP2StreamID, frame: ByteBuffer)
    /// The connection has failed (RFC 9113, 5.4.1).
    case failure(HTTP2ErrorCode)
  }

  private enum State {
    /// The preface, or the rest of a frame's payload.
    case passing(remaining: Int)
    case header
    /// The payload of HEADERS or CONTINUATION.
    case collecting(HTTP2FrameHeader)
    case broken
  }

  /// A block that is not complete yet.
  private struct Block {
    let header: HTTP2FrameHeader
    var priority: ByteBuffer?
    var section: FieldSection
    /// The end of what came, where it belongs to a field that is cut.
    var tail = ByteBuffer()
    var received = 0
    var frames = 0
  }

  private var state = State.passing(remaining: HTTP2FrameHeader.preface)
  private var header = ByteBuffer()
  private var payload = ByteBuffer()
  private var block: Block?
  private var reader = HPACKReader()
  private var settings: ByteBuffer?
  /// `SETTINGS_HEADER_TABLE_SIZE`, as often as the client has said it since this was last taken.
  private var tableSizes: [Int] = []

  /// A block that takes more than this is not read to its end: the connection ends with ENHANCE_YOUR_CALM.
  ///
  /// - Parameter limit: bytes of a head.
  static func maximumBlock(limit: Int) -> Int { 2 * limit + (64 << 10) }
  /// CONTINUATION frames of 4 KiB on average fill such a block (CVE-2024-27316).
  static func maximumFrames(limit: Int) -> Int { maximumBlock(limit: limit) >> 12 }

  /// Whether a block has begun and not ended.
  var isInsideBlock: Bool { block != nil }

  /// A block was given up; nothing more is read.
  var isBroken: Bool {
    if case .broken = state { true } else { false }
  }

  mutating func takeTableSizes() -> [Int] {
    defer { tableSizes = [] }
    return tableSizes
  }

  /// - Parameter limit: bytes of a head, for blocks that begin now.
  /// - Returns: nil where there is nothing more to do before more bytes come.
  mutating func next(_ buffer: inout ByteBuffer, limit: Int) -> Part? {
    var passed = 0
    while true {
      let available = buffer.readableBytes - passed
      switch state {
      case .broken:
        buffer.clear()
        return nil
      case .collecting(let frame):
        guard let complete = collect(&buffer, frame) else { return nil }
        state = .header
        if let part = receive(complete, frame, limit: limit) { return part }
      case .passing(let remaining):
        let step = min(remaining, available)
        capture(buffer, at: passed, count: step)
        passed += step
        state = step == remaining ? .header : .passing(remaining: remaining - step)
        if step == remaining { endCapture() } else { return take(passed, &buffer) }
      case .header:
        guard passed == 0 || available >= HTTP2FrameHeader.length else { return take(passed, &buffer) }
        guard header.readableBytes > 0 || available < HTTP2FrameHeader.length else {
          // Nearly always the whole header is here.
          guard let frame = HTTP2FrameHeader(buffer, at: passed) else { return take(passed, &buffer) }
          if isForNIOHTTP2(frame) {
            passed += HTTP2FrameHeader.length
            begin(frame)
          } else if passed > 0 {
            return take(passed, &buffer)
          } else {
            buffer.moveReaderIndex(forwardBy: HTTP2FrameHeader.length)
            if let failure = beginFields(frame) { return failure }
          }
          continue
        }
        guard let frame = completeHeader(&buffer) else { return nil }
        if isForNIOHTTP2(frame) {
          begin(frame)
          defer { header.clear() }
          return .frames(header)
        }
        header.clear()
        if let failure = beginFields(frame) { return failure }
      }
    }
  }

  /// Gives up a block that takes too long or too much; nothing more is read.
  mutating func abandon(_ failure: HeadFailure) -> Part? {
    guard var block else { return nil }
    state = .broken
    self.block = nil
    block.section.failure = failure
    return part(of: block)
  }

  // MARK: frames

  private func take(_ count: Int, _ buffer: inout ByteBuffer) -> Part? {
    guard count > 0, let frames = buffer.readSlice(length: count) else { return nil }
    return .frames(frames)
  }

  private func isForNIOHTTP2(_ frame: HTTP2FrameHeader) -> Bool {
    // CONTINUATION without HEADERS is an error that NIOHTTP2 finds.
    block == nil && frame.kind != HTTP2FrameHeader.headers
  }

  private mutating func begin(_ frame: HTTP2FrameHeader) {
    state = .passing(remaining: frame.payload)
    let isSettings = frame.kind == HTTP2FrameHeader.settings && !frame.has(HTTP2FrameHeader.acknowledges)
    settings = isSettings && frame.payload <= HTTP2FrameHeader.maximumPayload ? ByteBuffer() : nil
  }

  private mutating func beginFields(_ frame: HTTP2FrameHeader) -> Part? {
    if let block {
      // Nothing but CONTINUATION may follow (RFC 9113, 6.2).
      let belongs = frame.kind == HTTP2FrameHeader.continuation && frame.stream == block.header.stream
      guard belongs else { return fail(.protocolError) }
    }
    guard frame.stream != 0 else { return fail(.protocolError) }
    guard frame.payload <= HTTP2FrameHeader.maximumPayload else { return fail(.frameSizeError) }
    payload.clear()
    state = .collecting(frame)
    return nil
  }

  private mutating func completeHeader(_ buffer: inout ByteBuffer) -> HTTP2FrameHeader? {
    let missing = min(HTTP2FrameHeader.length - header.readableBytes, buffer.readableBytes)
    if var part = buffer.readSlice(length: missing) { header.writeBuffer(&part) }
    return HTTP2FrameHeader(header, at: 0)
  }

  private mutating func collect(_ buffer: inout ByteBuffer, _ frame: HTTP2FrameHeader) -> ByteBuffer? {
    if payload.readableBytes == 0, let whole = buffer.readSlice(length: frame.payload) { return whole }
    let missing = min(frame.payload - payload.readableBytes, buffer.readableBytes)
    if var part = buffer.readSlice(length: missing) { payload.writeBuffer(&part) }
    guard payload.readableBytes == frame.payload else { return nil }
    defer { payload = ByteBuffer() }
    return payload
  }

  private mutating func fail(_ code: HTTP2ErrorCode) -> Part {
    state = .broken
    return .failure(code)
  }

  // MARK: settings

  private mutating func capture(_ buffer: ByteBuffer, at offset: Int, count: Int) {
    guard settings != nil, var part = buffer.getSlice(at: buffer.readerIndex + offset, length: count) else { return }
    settings?.writeBuffer(&part)
  }

  private mutating func endCapture() {
    guard var settings else { return }
    self.settings = nil
    while let (parameter, value) = settings.readMultipleIntegers(as: (UInt16, UInt32).self) {
      if parameter == 1 { tableSizes.append(Int(value)) }
    }
  }

  // MARK: fields

  private mutating func receive(_ payload: ByteBuffer, _ frame: HTTP2FrameHeader, limit: Int) -> Part? {
    var fragment = payload
    var block: Block
    if let begun = self.block {
      block = begun
    } else {
      guard let priority = Self.unwrap(&fragment, frame) else { return fail(.protocolError) }
      block = Block(header: frame, section: FieldSection(limit: limit))
      if priority.readableBytes > 0 { block.priority = priority }
      reader.begin()
    }
    self.block = nil
    block.frames += 1
    block.received += fragment.readableBytes
    guard block.received <= Self.maximumBlock(limit: limit), block.frames <= Self.maximumFrames(limit: limit) else {
      self.block = block
      return abandon(.tooLarge)
    }
    block.tail.writeBuffer(&fragment)
    do {
      try decode(&block)
    } catch {
      return fail(.compressionError)
    }
    // A field of one byte can stand for four thousand: such a block is not read to its end either.
    guard block.section.decoded <= Self.maximumBlock(limit: limit) else {
      self.block = block
      return abandon(.tooLarge)
    }
    guard frame.has(HTTP2FrameHeader.endsHeaders) else {
      self.block = block
      return nil
    }
    return block.tail.readableBytes == 0 ? part(of: block) : fail(.compressionError)
  }

  /// Takes padding and priority off (RFC 9113, 6.2).
  ///
  /// - Returns: the five bytes of the priority, or none; nil where the frame is malformed.
  private static func unwrap(_ fragment: inout ByteBuffer, _ frame: HTTP2FrameHeader) -> ByteBuffer? {
    if frame.has(HTTP2FrameHeader.isPadded) {
      guard let padding = fragment.readInteger(as: UInt8.self), Int(padding) <= fragment.readableBytes else {
        return nil
      }
      fragment.moveWriterIndex(to: fragment.writerIndex - Int(padding))
    }
    return frame.has(HTTP2FrameHeader.hasPriority) ? fragment.readSlice(length: 5) : ByteBuffer()
  }

  private mutating func decode(_ block: inout Block) throws(HPACKFailure) {
    let tail = block.tail
    var section = block.section
    let count = try tail.withUnsafeReadableBytes { bytes throws(HPACKFailure) in
      try reader.read(bytes) { section.append($0, $1) }
    }
    block.section = section
    block.tail.moveReaderIndex(forwardBy: count)
    block.tail.discardReadBytes()
  }

  private func part(of block: Block) -> Part {
    var frame = ByteBuffer()
    var flags = HTTP2FrameHeader.endsHeaders | block.header.flags & HTTP2FrameHeader.endsStream
    if block.priority != nil { flags |= HTTP2FrameHeader.hasPriority }
    HTTP2FrameHeader(
      payload: block.priority?.readableBytes ?? 0, kind: HTTP2FrameHeader.headers, flags: flags,
      stream: block.header.stream
    ).write(into: &frame)
    if var priority = block.priority { frame.writeBuffer(&priority) }
    return .fields(block.section, stream: HTTP2StreamID(Int(block.header.stream)), frame: frame)
  }
}

/// The nine bytes before a frame's payload (RFC 9113, 4.1).
struct HTTP2FrameHeader: Sendable {
  static let length = 9
  static let preface = 24
  /// `SETTINGS_MAX_FRAME_SIZE`, of which neither side is told anything else.
  static let maximumPayload = 16 << 10

  static let headers: UInt8 = 1
  static let settings: UInt8 = 4
  static let continuation: UInt8 = 9

  static let endsStream: UInt8 = 0x01
  static let acknowledges: UInt8 = 0x01
  static let endsHeaders: UInt8 = 0x04
  static let isPadded: UInt8 = 0x08
  static let hasPriority: UInt8 = 0x20

  /// Bytes.
  var payload: Int
  var kind: UInt8
  var flags: UInt8
  var stream: UInt32

  init(payload: Int, kind: UInt8, flags: UInt8, stream: UInt32) {
    self.payload = payload
    self.kind = kind
    self.flags = flags
    self.stream = stream
  }

  /// Nil where not all of it is there.
  init?(_ buffer: ByteBuffer, at offset: Int) {
    guard let high = buffer.getInteger(at: buffer.readerIndex + offset, as: UInt64.self),
      let low = buffer.getInteger(at: buffer.readerIndex + offset + 8, as: UInt8.self)
    else { return nil }
    payload = Int(high >> 40)
    kind = UInt8(truncatingIfNeeded: high >> 32)
    flags = UInt8(truncatingIfNeeded: high >> 24)
    // The highest bit is reserved.
    stream = (UInt32(truncatingIfNeeded: high) << 8 | UInt32(low)) & 0x7FFF_FFFF
  }

  func has(_ flag: UInt8) -> Bool { flags & flag != 0 }

  func write(into buffer: inout ByteBuffer) {
    buffer.writeInteger(UInt64(payload) << 40 | UInt64(kind) << 32 | UInt64(flags) << 24 | UInt64(stream) >> 8)
    buffer.writeInteger(UInt8(truncatingIfNeeded: stream))
  }
}
