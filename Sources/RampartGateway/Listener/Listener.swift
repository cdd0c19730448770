import NIOCore
import NIOPosix
package import RampartCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A bound address. Clients can connect at once; they wait to be accepted until `accept()`.
struct Listener: Sendable {
  let address: ServerAddress
  let channel: any Channel

  /// - Throws: `ListenError`.
  static func bind(_ address: ServerAddress, workers: Workers, services: Services) async throws -> Listener {
    if case .unix(let path) = address { try await UnixSocketFile.makeWay(at: path, for: address) }
    let bootstrap = ServerBootstrap(group: workers.group)
      .serverChannelOption(.backlog, value: 4096)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .serverChannelOption(.autoRead, value: false)
      .serverChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(AcceptPause(address: address, services: services).handler())
        }
      }
      .childChannelOption(.tcpOption(.tcp_nodelay), value: address.isUnix ? 0 : 1)
      .childChannelOption(.maxMessagesPerRead, value: ChannelMemory.readsInARow)
      .childChannelOption(.recvAllocator, value: ChannelMemory.towardsServer.receiving)
      .childChannelOption(.writeBufferWaterMark, value: ChannelMemory.towardsClient.waterMark)
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
        UnixSocketFile.open(path)
      }
    } catch {
      throw ListenError(address: address, reason: (error as? IOError).map { Self.reason($0.errnoCode) } ?? "\(error)")
    }
    return Listener(address: address, channel: channel)
  }

  /// Begins to accept.
  func accept() async throws {
    try await channel.setOption(.autoRead, value: true).get()
    channel.read()
  }

  private static func reason(_ code: CInt) -> String {
    switch code {
    case EADDRINUSE: "the address is in use"
    case EACCES: "not allowed; ports below 1024 need CAP_NET_BIND_SERVICE"
    case EADDRNOTAVAIL: "no such address on this machine"
    default: String(cString: strerror(code))
    }
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
  /// Nil for a Unix socket.
  var port: Int? {
    if case .network(_, let port) = self { port } else { nil }
  }

  var isUnix: Bool {
    if case .unix = self { true } else { false }
  }
}
