import Logging
import NIOCore
import NIOHTTP2
import RampartConfiguration

/// Closes an HTTP/2 connection that nobody uses or that has failed, and says GOAWAY when the gateway stops (RFC 9113,
/// 6.8).
final class HTTP2ConnectionManager: ChannelInboundHandler, Timed {
  typealias InboundIn = HTTP2Frame
  typealias OutboundOut = HTTP2Frame

  private let worker: Worker
  private let admission: Admission
  private var context: ChannelHandlerContext?
  private var openStreams = 0
  private var lastStream = HTTP2StreamID.rootStream
  private var idleSince: NIODeadline
  private var stuckSince: NIODeadline?
  private var announcedEnd: NIODeadline?
  private var hasSaidGoAway = false
  /// Malformed messages in the window that began then.
  private var malformed: (count: Int, since: NIODeadline)
  /// The connection is being closed for an error; nothing more of it is served.
  private(set) var hasFailed = false
  /// Since when a head has begun and not ended.
  var headBegan: NIODeadline?
  /// Called where that has taken too long.
  var onSlowHead: (() -> Void)?
  private let fields: HTTP2Fields
  var registryIndex = 0

  init(worker: Worker, fields: HTTP2Fields, admission: Admission) {
    self.worker = worker
    self.admission = admission
    idleSince = worker.now
    malformed = (0, worker.now)
    self.fields = fields
  }

  var now: NIODeadline { worker.now }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    worker.register(self)
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    self.context = nil
    worker.unregister(self)
  }

  fileprivate func streamCreated(_ id: HTTP2StreamID) {
    fields.opened(id)
    openStreams += 1
    lastStream = max(lastStream, id)
  }

  fileprivate func streamClosed(_ id: HTTP2StreamID) {
    fields.closed(id)
    openStreams -= 1
    idleSince = worker.now
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    worker.services.logger.debug("http/2 connection failed", metadata: ["reason": "\(error)"])
    guard !HTTP2Failure.concernsOneStream(error) else { return }
    end(context, isFlood: HTTP2Failure.isFlood(error))
  }

  /// A malformed message costs the client one stream, which must not be free to repeat.
  func receivedMalformedMessage() {
    let now = worker.now
    if now > malformed.since + Self.malformedWindow { malformed = (0, now) }
    malformed.count += 1
    guard malformed.count > Self.maximumMalformed else { return }
    // Not while a stream of it is being read.
    context?.eventLoop.assumeIsolated().execute { [self] in fail(.enhanceYourCalm) }
  }

  private static let maximumMalformed = 200
  private static let malformedWindow = TimeAmount.seconds(30)

  /// Ends the connection for an error that NIOHTTP2 does not find itself (RFC 9113, 5.4.1).
  func fail(_ code: HTTP2ErrorCode) {
    guard let context, !hasFailed else { return }
    sayGoAway(context, code)
    end(context, isFlood: code == .enhanceYourCalm)
  }

  private func end(_ context: ChannelHandlerContext, isFlood: Bool) {
    guard !hasFailed else { return }
    hasFailed = true
    // The operator's own connections have no guard.
    if isFlood { try? context.pipeline.syncOperations.handler(type: ConnectionGuard.self).flooded() }
    // NIOHTTP2 may report an error between writing its GOAWAY and flushing it, and TLS drops at its end what is not.
    context.flush()
    context.close(promise: nil)
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    stuckSince = context.channel.isWritable ? nil : worker.now
    context.fireChannelWritabilityChanged()
  }

  func sweep(now: NIODeadline) {
    guard let context else { return }
    if let headBegan, now > headBegan + TimeAmount(worker.pipeline.limits.headerTimeout) {
      self.headBegan = nil
      onSlowHead?()
      return
    }
    if let stuckSince, now > stuckSince + TimeAmount(worker.pipeline.limits.idleTimeout) {
      context.close(promise: nil)
      return
    }
    let isEnding = worker.isDraining || admission.hasEnded
    if isEnding { announceEnd(context, now: now) }
    guard openStreams == 0 else { return }
    let patience = isEnding ? TimeAmount.milliseconds(500) : TimeAmount(worker.pipeline.limits.idleTimeout)
    if now > idleSince + patience {
      if !hasSaidGoAway { sayGoAway(context) }
      context.close(promise: nil)
    }
  }

  /// In two steps, so that requests which cross the first are still answered (RFC 9113, 6.8).
  private func announceEnd(_ context: ChannelHandlerContext, now: NIODeadline) {
    if let announcedEnd {
      if !hasSaidGoAway, now > announcedEnd + .milliseconds(300) { sayGoAway(context) }
    } else {
      announcedEnd = now
      writeFirstGoAway(context)
    }
  }

  /// GOAWAY with the highest stream there can be: no stream is refused yet.
  ///
  /// Written past NIOHTTP2, which refuses every new stream once it has sent any GOAWAY. It writes whole frames, each
  /// without a pause, so none can be cut in two by this one.
  private func writeFirstGoAway(_ context: ChannelHandlerContext) {
    let frame: [UInt8] = [0, 0, 8, 7, 0, 0, 0, 0, 0, 0x7F, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0]
    let below = try? context.pipeline.syncOperations.context(handlerType: BackPressureHandler.self)
    below?.writeAndFlush(NIOAny(ByteBuffer(bytes: frame)), promise: nil)
  }

  private func sayGoAway(_ context: ChannelHandlerContext, _ code: HTTP2ErrorCode = .noError) {
    hasSaidGoAway = true
    let payload = HTTP2Frame.FramePayload.goAway(lastStreamID: lastStream, errorCode: code, opaqueData: nil)
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
    manager.value.streamClosed(id)
  }
}
