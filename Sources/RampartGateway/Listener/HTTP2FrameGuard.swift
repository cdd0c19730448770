import NIOCore
import NIOHTTP2

/// Stands before NIOHTTP2: refuses what the scanner finds, counts what costs more than it carries, and passes nothing on
/// once the connection has failed, which NIOHTTP2 would go on to serve until the client has closed its side too.
final class HTTP2FrameGuard: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer
  typealias OutboundIn = IOData

  private let manager: HTTP2ConnectionManager
  private var scanner = HTTP2FrameScanner()
  private var budget: HTTP2FrameBudget

  init(_ manager: HTTP2ConnectionManager) {
    self.manager = manager
    budget = HTTP2FrameBudget(now: manager.now)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    budget.earn(bytesSent: unwrapOutboundIn(data).readableBytes)
    context.write(data, promise: promise)
  }

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
      context.fireChannelRead(data)
      return
    }
    if let passed = bytes.readSlice(length: count), count > 0 {
      context.fireChannelRead(wrapInboundOut(passed))
    }
    manager.fail(.streamClosed)
  }
}
