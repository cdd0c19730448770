import NIOCore
import NIOPosix
package import RampartCore
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A bound address. Clients can connect at once; they wait to be accepted until `accept()`.
final class Listener: Sendable {
  let address: ServerAddress
  let channel: any Channel
  private let workers: Workers
  /// The service manager listens with the same socket, and keeps who waits for the next process.
  private let isManaged: Bool
  /// Another gateway listens with the same socket, and accepts who waits.
  private let isHandedOver = Atomic<Bool>(false)
  private let isAccepting = Atomic<Bool>(false)
  private let isClosed = Atomic<Bool>(false)

  private init(address: ServerAddress, channel: any Channel, workers: Workers, isManaged: Bool) {
    self.address = address
    self.channel = channel
    self.workers = workers
    self.isManaged = isManaged
  }

  /// - Throws: `ListenError`.
  static func bind(_ address: ServerAddress, workers: Workers, services: Services) async throws -> Listener {
    let inherited = services.sockets.take(address)
    if inherited == nil, case .unix(let path) = address { try await UnixSocketFile.makeWay(at: path, for: address) }
    let bootstrap = ServerBootstrap(group: workers.group)
      .serverChannelOption(.backlog, value: Self.backlog)
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
      case _ where inherited != nil:
        channel = try await bootstrap.withBoundSocket(inherited?.descriptor ?? -1).get()
      case .network(let host, let port):
        channel = try await bootstrap.bind(host: host, port: port).get()
      case .unix(let path):
        guard let descriptor = UnixSocketFile.bind(path) else { throw IOError(errnoCode: errno, reason: "bind") }
        channel = try await bootstrap.withBoundSocket(descriptor).get()
        UnixSocketFile.open(path)
      }
    } catch {
      throw ListenError(address: address, reason: (error as? IOError).map { Self.reason($0.errnoCode) } ?? "\(error)")
    }
    // NIO gives a socket that it has not bound itself a queue of its own length.
    _ = try? await channel.withDescriptor { listen($0, Self.backlog) }
    return Listener(
      address: address, channel: channel, workers: workers, isManaged: inherited?.isManaged == true)
  }

  private static let backlog: CInt = 4096

  /// Begins to accept.
  func accept() async throws {
    isAccepting.store(true, ordering: .relaxed)
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

  /// A descriptor of its own for the gateway that takes this address over; from now on nobody is waited for here.
  func share() async -> CInt? {
    guard let copy = try? await channel.withDescriptor({ fcntl($0, F_DUPFD_CLOEXEC, 0) }), copy >= 0 else { return nil }
    isHandedOver.store(true, ordering: .relaxed)
    return copy
  }

  /// Nobody took it over after all.
  func keep() {
    isHandedOver.store(false, ordering: .relaxed)
  }

  private var isShared: Bool { isManaged || isHandedOver.load(ordering: .relaxed) }

  private static let attempts = 100

  /// Stops listening.
  ///
  /// The system resets the clients that wait in the queue of a socket that is closed, so first they are accepted, unless
  /// another process does that. NIO closes those that it has accepted and not yet made known, so these are waited for.
  func close() async {
    guard !isClosed.exchange(true, ordering: .relaxed) else { return }
    if isAccepting.load(ordering: .relaxed) {
      for _ in 0..<Self.attempts {
        try? await channel.setOption(.autoRead, value: false).get()
        try? await workers.onEach { _ in }
        if await closeUnlessSomebodyWaits() { break }
        try? await accept()
        try? await Task.sleep(for: .milliseconds(1))
      }
    }
    try? await channel.close().get()
    if case .unix(let path) = address, !isShared { UnixSocketFile.remove(path) }
  }

  /// In one turn of the loop, so that hardly anybody can come in between.
  private func closeUnlessSomebodyWaits() async -> Bool {
    let isShared = isShared
    let hasClosed = try? await channel.eventLoop.submit { [channel] in
      let isEmpty = try channel.pipeline.syncOperations.withUnsafeTransportIfAvailable(
        of: NIOBSDSocket.Handle.self
      ) { socket in
        var queue = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        return poll(&queue, 1, 0) == 0
      }
      guard isShared || isEmpty != false else { return false }
      channel.close(promise: nil)
      return true
    }.get()
    return hasClosed ?? true
  }
}

extension Channel {
  fileprivate func withDescriptor(_ body: @escaping @Sendable (CInt) -> CInt) async throws -> CInt? {
    try await eventLoop.submit {
      try self.pipeline.syncOperations.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) { body($0) }
    }.get()
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
