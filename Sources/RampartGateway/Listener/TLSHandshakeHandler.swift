import Logging
import NIOCore
import NIOTLS
import RampartConfiguration
import RampartCore

/// Waits for the TLS handshake, no longer than a head may take, then makes way for the protocol that was agreed on.
final class TLSHandshakeHandler: ChannelInboundHandler, RemovableChannelHandler, Timed {
  typealias InboundIn = ByteBuffer

  private let worker: Worker
  private let began: NIODeadline
  private let completion: (String?) throws -> Void
  private var context: ChannelHandlerContext?
  var registryIndex = 0

  init(worker: Worker, completion: @escaping (String?) throws -> Void) {
    self.worker = worker
    began = worker.now
    self.completion = completion
  }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    worker.register(self)
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    self.context = nil
    worker.unregister(self)
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    guard let event = event as? TLSUserEvent, case .handshakeCompleted(let protocolName) = event else {
      context.fireUserInboundEventTriggered(event)
      return
    }
    do {
      try completion(protocolName)
      context.pipeline.syncOperations.removeHandler(self, promise: nil)
    } catch {
      context.close(promise: nil)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    worker.services.metrics.refusedConnection("tls")
    worker.services.logger.debug("tls handshake failed", metadata: ["reason": "\(error)"])
    context.close(promise: nil)
  }

  func sweep(now: NIODeadline) {
    if now > began + TimeAmount(worker.pipeline.limits.headerTimeout) { context?.close(promise: nil) }
  }
}
