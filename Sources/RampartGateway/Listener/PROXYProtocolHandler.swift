import NIOCore
import RampartConfiguration
import RampartCore

/// Takes the PROXY header off the front of a connection, then makes way.
final class PROXYProtocolHandler: ChannelInboundHandler, RemovableChannelHandler, Timed {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer

  private let worker: Worker
  private let began: NIODeadline
  private let completion: (IPAddress?) throws -> Void
  private var buffer = ByteBuffer()
  private var context: ChannelHandlerContext?
  var registryIndex = 0

  init(worker: Worker, completion: @escaping (IPAddress?) throws -> Void) {
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

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var incoming = unwrapInboundIn(data)
    buffer.writeBuffer(&incoming)
    switch buffer.withUnsafeReadableBytes(PROXYHeader.parse) {
    case .needsMore: return
    case .malformed:
      worker.services.metrics.refusedConnection("proxyHeader")
      context.close(promise: nil)
    case .complete(let client, let length):
      buffer.moveReaderIndex(forwardBy: length)
      do {
        try completion(client)
      } catch {
        context.close(promise: nil)
        return
      }
      if buffer.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(buffer)) }
      context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }
  }

  func sweep(now: NIODeadline) {
    if now > began + TimeAmount(worker.pipeline.limits.headerTimeout) { context?.close(promise: nil) }
  }
}
