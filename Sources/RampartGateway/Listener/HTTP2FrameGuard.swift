import NIOCore
import NIOHTTP2
import RampartConfiguration

/// Stands before NIOHTTP2: refuses what the scanner finds, counts what costs more than it carries, reads and writes the
/// fields, and passes nothing on once the connection has failed, which NIOHTTP2 would go on to serve until the client
/// has closed its side too.
final class HTTP2FrameGuard: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer
  typealias OutboundIn = IOData
  typealias OutboundOut = IOData

  private let manager: HTTP2ConnectionManager
  private let fields: HTTP2Fields
  private let worker: Worker
  private var scanner = HTTP2FrameScanner()
  private var budget: HTTP2FrameBudget
  private var frames = HTTP2FieldFrames()
  private var encoder = HPACKResponseEncoder()
  /// Bytes of the frame that is being written.
  private var unwritten = 0

  init(_ manager: HTTP2ConnectionManager, fields: HTTP2Fields, worker: Worker) {
    self.manager = manager
    self.fields = fields
    self.worker = worker
    budget = HTTP2FrameBudget(now: worker.now)
  }

  func handlerAdded(context: ChannelHandlerContext) {
    let bound = NIOLoopBound((guard: self, context: context), eventLoop: context.eventLoop)
    manager.onSlowHead = { bound.value.guard.endSlowHead(bound.value.context) }
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    manager.onSlowHead = nil
  }

  // MARK: from the client

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !manager.hasFailed else { return }
    var bytes = unwrapInboundIn(data)
    let refused = bytes.withUnsafeReadableBytes { scanner.scan($0) }
    let cheap = scanner.takeCheapFrames()
    guard cheap == 0 || budget.spend(cheap, now: manager.now) else {
      manager.fail(.enhanceYourCalm)
      return
    }
    guard let count = refused else {
      pass(&bytes, context)
      return
    }
    if var passed = bytes.readSlice(length: count), count > 0 { pass(&passed, context) }
    manager.fail(.streamClosed)
  }

  private func pass(_ bytes: inout ByteBuffer, _ context: ChannelHandlerContext) {
    let limit = worker.pipeline.limits.requestHead
    while !manager.hasFailed, let part = frames.next(&bytes, limit: limit) {
      for size in frames.takeTableSizes() { encoder.limitTable(to: size) }
      pass(part, context)
    }
    manager.headBegan = frames.isInsideBlock ? manager.headBegan ?? worker.now : nil
  }

  private func pass(_ part: HTTP2FieldFrames.Part, _ context: ChannelHandlerContext) {
    switch part {
    case .frames(let frames):
      context.fireChannelRead(wrapInboundOut(frames))
    case .fields(let section, let stream, let frame):
      fields.receive(section, on: stream)
      context.fireChannelRead(wrapInboundOut(frame))
      fields.forgetUnlessOpen(stream)
      // A block that was not read to its end: the tables of both sides differ now.
      if frames.isBroken { manager.fail(.enhanceYourCalm) }
    case .failure(let code):
      manager.fail(code)
    }
  }

  /// A head that does not end is answered as one that is too slow, and takes its connection with it.
  private func endSlowHead(_ context: ChannelHandlerContext) {
    guard let part = frames.abandon(.tooSlow) else { return }
    pass(part, context)
    context.fireChannelReadComplete()
  }

  // MARK: to the client

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    let part = unwrapOutboundIn(data)
    budget.earn(bytesSent: part.readableBytes)
    guard unwritten == 0, case .byteBuffer(let bytes) = part, let frame = HTTP2FrameHeader(bytes, at: 0) else {
      unwritten -= min(unwritten, part.readableBytes)
      context.write(data, promise: promise)
      return
    }
    guard frame.kind == HTTP2FrameHeader.headers else {
      unwritten = HTTP2FrameHeader.length + frame.payload - bytes.readableBytes
      context.write(data, promise: promise)
      return
    }
    guard let fields = fields.takeOutgoing(HTTP2StreamID(Int(frame.stream))) else {
      promise?.fail(ChannelError.ioOnClosedChannel)
      manager.fail(.internalError)
      return
    }
    let block = encoder.encode(fields, date: worker.currentDate())
    context.write(wrapOutboundOut(.byteBuffer(Self.frames(of: block, frame))), promise: promise)
  }

  /// HEADERS, and CONTINUATION where the block is larger than a frame.
  private static func frames(of block: ByteBuffer, _ frame: HTTP2FrameHeader) -> ByteBuffer {
    var rest = block
    var bytes = ByteBuffer()
    bytes.reserveCapacity(block.readableBytes + HTTP2FrameHeader.length)
    var header = frame
    while var payload = rest.readSlice(length: min(rest.readableBytes, HTTP2FrameHeader.maximumPayload)) {
      header.payload = payload.readableBytes
      header.flags = header.flags & ~HTTP2FrameHeader.endsHeaders
      if rest.readableBytes == 0 { header.flags |= HTTP2FrameHeader.endsHeaders }
      header.write(into: &bytes)
      bytes.writeBuffer(&payload)
      if rest.readableBytes == 0 { break }
      header = HTTP2FrameHeader(
        payload: 0, kind: HTTP2FrameHeader.continuation, flags: 0, stream: frame.stream)
    }
    return bytes
  }
}
