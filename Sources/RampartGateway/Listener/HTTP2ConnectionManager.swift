import Logging
import NIOCore
import NIOHTTP2
import RampartConfiguration

/// Closes an HTTP/2 connection that nobody uses, and says GOAWAY when the gateway stops (RFC 9113, 6.8).
final class HTTP2ConnectionManager: ChannelInboundHandler, Timed {
  typealias InboundIn = HTTP2Frame
  typealias OutboundOut = HTTP2Frame

  private let worker: Worker
  private var context: ChannelHandlerContext?
  private var openStreams = 0
  private var lastStream = HTTP2StreamID.rootStream
  private var idleSince = NIODeadline.now()
  private var hasSaidGoAway = false
  var registryIndex = 0

  init(worker: Worker) {
    self.worker = worker
  }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    worker.register(self)
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    self.context = nil
    worker.unregister(self)
  }

  fileprivate func streamCreated(_ id: HTTP2StreamID) {
    openStreams += 1
    lastStream = max(lastStream, id)
  }

  fileprivate func streamClosed() {
    openStreams -= 1
    idleSince = .now()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    worker.services.logger.debug("http/2 connection failed", metadata: ["reason": "\(error)"])
    // Errors of one stream do not end the others.
    if error is NIOHTTP2Errors.StreamError { return }
    context.close(promise: nil)
  }

  func sweep(now: NIODeadline) {
    guard let context else { return }
    if worker.isDraining, !hasSaidGoAway { sayGoAway(context) }
    guard openStreams == 0 else { return }
    let patience = worker.isDraining ? TimeAmount.milliseconds(500) : TimeAmount(worker.pipeline.limits.idleTimeout)
    if now > idleSince + patience {
      if !hasSaidGoAway { sayGoAway(context) }
      context.close(promise: nil)
    }
  }

  private func sayGoAway(_ context: ChannelHandlerContext) {
    hasSaidGoAway = true
    let payload = HTTP2Frame.FramePayload.goAway(lastStreamID: lastStream, errorCode: .noError, opaqueData: nil)
    context.writeAndFlush(wrapOutboundOut(HTTP2Frame(streamID: .rootStream, payload: payload)), promise: nil)
  }
}

/// Tells the manager of streams; NIOHTTP2 calls it on the connection's event loop.
struct HTTP2StreamCounter: NIOHTTP2StreamDelegate {
  private let manager: NIOLoopBound<HTTP2ConnectionManager>

  init(_ manager: HTTP2ConnectionManager, eventLoop: any EventLoop) {
    self.manager = NIOLoopBound(manager, eventLoop: eventLoop)
  }

  func streamCreated(_ id: HTTP2StreamID, channel: any Channel) {
    manager.value.streamCreated(id)
  }

  func streamClosed(_ id: HTTP2StreamID, channel: any Channel) {
    manager.value.streamClosed()
  }
}
