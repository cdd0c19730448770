import NIOCore
import NIOPosix
package import RampartCore

/// A bound address.
struct Listener: Sendable {
  let address: ServerAddress
  let channel: any Channel

  static func bind(_ address: ServerAddress, workers: Workers, services: Services) async throws -> Listener {
    let bootstrap = ServerBootstrap(group: workers.group)
      .serverChannelOption(.backlog, value: 4096)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: address.isUnix ? 0 : 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try ConnectionAcceptor(address: address, worker: workers.worker(of: channel.eventLoop), services: services)
            .accept(channel)
        }
      }
    let channel: any Channel
    do {
      switch address {
      case .network(let host, let port):
        channel = try await bootstrap.bind(host: host, port: port).get()
      case .unix(let path):
        channel = try await bootstrap.bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true).get()
      }
    } catch {
      throw ListenError(address: address, reason: String(describing: error))
    }
    return Listener(address: address, channel: channel)
  }

  func close() async {
    try? await channel.close().get()
  }
}

/// An address that cannot be listened at.
package struct ListenError: Error, CustomStringConvertible {
  package var address: ServerAddress
  package var reason: String

  package var description: String { "cannot listen at `\(address)`: \(reason)" }
}

extension ServerAddress {
  var isUnix: Bool {
    if case .unix = self { true } else { false }
  }
}
