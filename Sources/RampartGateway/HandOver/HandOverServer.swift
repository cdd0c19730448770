import Logging
import NIOCore
import NIOPosix
import RampartCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Gives this gateway's listeners to the next one of the same user and state folder.
struct HandOverServer {
  /// What it asks of the gateway.
  struct Gateway: Sendable {
    /// Descriptors of its own for whoever takes them; empty refuses.
    var offer: @Sendable (HandOverRequest) async -> [(address: ServerAddress, descriptor: CInt)]
    /// The successor is ready to serve, and begins when this returns.
    var handedOver: @Sendable ([ServerAddress]) async -> Void
    /// The successor has ended before it served.
    var goesOn: @Sendable ([ServerAddress]) async -> Void
  }

  private let channel: any Channel
  private let path: String

  /// - Throws: if there is no private folder to put the socket in, or its path is too long for one.
  static func bind(stateFolder: String, group: any EventLoopGroup, gateway: Gateway) async throws -> HandOverServer {
    let path = try HandOverFolder(stateFolder: stateFolder).newSocket()
    let channel = try await ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 8)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(HandOverHandler(gateway))
        }
      }
      .bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true).get()
    return HandOverServer(channel: channel, path: path)
  }

  func close() async {
    try? await channel.close().get()
    UnixSocketFile.remove(path)
  }
}

/// One successor: its request, the listeners, and its word that it serves.
private final class HandOverHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private enum State {
    case asking
    case offering
    case offered([ServerAddress])
    case over
  }

  private let gateway: HandOverServer.Gateway
  private var state = State.asking
  private var buffer = ByteBuffer()

  init(_ gateway: HandOverServer.Gateway) {
    self.gateway = gateway
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var incoming = unwrapInboundIn(data)
    buffer.writeBuffer(&incoming)
    guard buffer.readableBytes <= DescriptorMessage.maximumText else {
      context.close(promise: nil)
      return
    }
    let text = String(buffer: buffer)
    switch state {
    case .asking where text.hasSuffix("\n\n"):
      buffer.clear()
      guard let request = HandOverRequest(text) else {
        context.close(promise: nil)
        return
      }
      offer(context, request)
    case .offered(let addresses) where text == HandOverRequest.ready:
      state = .over
      let done = context.eventLoop.makePromise(of: Void.self)
      done.completeWithTask { [gateway] in await gateway.handedOver(addresses) }
      // The end of the connection is what the successor waits for.
      done.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
    default: break
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    if case .offered(let addresses) = state { Task { [gateway] in await gateway.goesOn(addresses) } }
    state = .over
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  private func offer(_ context: ChannelHandlerContext, _ request: HandOverRequest) {
    state = .offering
    let offer = context.eventLoop.makePromise(of: [(address: ServerAddress, descriptor: CInt)].self)
    offer.completeWithTask { [gateway] in await gateway.offer(request) }
    offer.futureResult.assumeIsolated().whenSuccess { [self] listeners in
      send(context, listeners)
      for listener in listeners { close(listener.descriptor) }
    }
  }

  private func send(_ context: ChannelHandlerContext, _ listeners: [(address: ServerAddress, descriptor: CInt)]) {
    guard case .offering = state else {
      // It left while it was waiting.
      if !listeners.isEmpty { Task { [gateway] in await gateway.goesOn(listeners.map(\.address)) } }
      return
    }
    let text = listeners.map { $0.address.description + "\n" }.joined()
    state = .offered(listeners.map(\.address))
    let isSent =
      (try? context.pipeline.syncOperations.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) { socket in
        !listeners.isEmpty && DescriptorMessage.send(Array(text.utf8), listeners.map(\.descriptor), over: socket)
      }) ?? false
    if !isSent { context.close(promise: nil) }
  }
}
