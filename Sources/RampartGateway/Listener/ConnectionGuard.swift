import CoreMetrics
import NIOCore
import RampartConfiguration
import RampartCore

/// Keeps the count of connections right from accept to close, by client too.
final class ConnectionGuard: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let worker: Worker
  private let services: Services
  private var client: IPAddress?
  private var isCounted = true

  init(worker: Worker, services: Services) {
    self.worker = worker
    self.services = services
    services.metrics.openConnections.increment()
    services.metrics.connections.increment()
  }

  /// - Throws: where this client has too many.
  func identify(_ client: IPAddress) throws {
    // Somebody on this machine shares the address with everybody else on it, a proxy with all its clients.
    let isShared = worker.pipeline.clientAddress.trusts(client)
    guard !isShared else { return }
    if let refusal = services.connections.openClient(client, limit: worker.pipeline.limits.connectionsPerClient) {
      services.metrics.refusedConnection(refusal.rawValue)
      throw ChannelError.ioOnClosedChannel
    }
    self.client = client
  }

  /// The connection is being ended for a flood.
  func flooded() {
    if let client { services.connections.flooded(by: client) }
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    guard isCounted else { return }
    isCounted = false
    services.connections.close()
    services.metrics.openConnections.decrement()
    if let client { services.connections.closeClient(client) }
  }
}
