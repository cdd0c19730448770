import NIOCore
import NIOPosix
import NIOSSL
import RampartConfiguration
import RampartCore

extension UpstreamServer {
  /// Opens a connection, for an exchange or for a probe.
  ///
  /// - Parameter addHandlers: called on the channel's event loop, behind TLS.
  func connect(
    on eventLoop: any EventLoop,
    _ addHandlers: @escaping @Sendable (any Channel) throws -> Void
  ) -> EventLoopFuture<any Channel> {
    let bootstrap = ClientBootstrap(group: eventLoop)
      .connectTimeout(TimeAmount(timeouts.connect))
      .channelOption(.tcpOption(.tcp_nodelay), value: 1)
      .channelOption(.maxMessagesPerRead, value: ChannelMemory.readsInARow)
      .channelOption(.recvAllocator, value: ChannelMemory.towardsClient.receiving)
      .channelOption(.writeBufferWaterMark, value: ChannelMemory.towardsServer.waterMark)
      .channelInitializer { [tls] channel in
        channel.eventLoop.makeCompletedFuture {
          if let tls {
            try channel.pipeline.syncOperations.addHandler(
              NIOSSLClientHandler(context: tls.context, serverHostname: tls.serverName))
          }
          try addHandlers(channel)
        }
      }
    switch identity.address.address {
    case .network(let host, let port):
      guard let addresses else { return bootstrap.connect(host: host, port: port) }
      let connected = bootstrap.resolver(KnownAddressResolver(addresses, eventLoop: eventLoop))
        .connect(host: host, port: port)
      connected.whenFailure { _ in addresses.connectionFailed(at: .now()) }
      return connected
    case .unix(let path):
      return bootstrap.connect(unixDomainSocketPath: path)
    }
  }
}
