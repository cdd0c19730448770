import Logging
import NIOCore
import NIOPosix
import NIOSSL
import RampartConfiguration
import RampartCore

/// Asks servers for their health path, each as often as its upstream says.
struct HealthChecker: Sendable {
  let group: MultiThreadedEventLoopGroup
  let logger: Logger

  /// Runs until it is cancelled.
  func run(_ servers: [UpstreamServer]) async {
    await withTaskGroup(of: Void.self) { tasks in
      for server in servers {
        guard let health = server.identity.options.health else { continue }
        tasks.addTask { await watch(server, health) }
      }
    }
  }

  private func watch(_ server: UpstreamServer, _ health: UpstreamOptions.Health) async {
    while !Task.isCancelled {
      let isWell = await probe(server, health)
      if Task.isCancelled { return }
      if server.probed(isWell: isWell) {
        logger.warning(
          isWell ? "server is well again" : "server is not well",
          metadata: server.logged)
      }
      try? await Task.sleep(for: health.interval)
    }
  }

  private func probe(_ server: UpstreamServer, _ health: UpstreamOptions.Health) async -> Bool {
    let loop = group.next()
    let answer = loop.makePromise(of: Bool.self)
    let timeout = TimeAmount(min(health.interval, server.timeouts.response))
    let bootstrap = ClientBootstrap(group: loop)
      .connectTimeout(TimeAmount(server.timeouts.connect))
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          if let tls = server.tls {
            try channel.pipeline.syncOperations.addHandler(
              NIOSSLClientHandler(context: tls.context, serverHostname: tls.serverName))
          }
          try channel.pipeline.syncOperations.addHandler(
            HealthProbe(path: health.path, host: server.identity.address.address.hostField, answer: answer))
        }
      }
    let connected: EventLoopFuture<any Channel> =
      switch server.identity.address.address {
      case .network(let host, let port): bootstrap.connect(host: host, port: port)
      case .unix(let path): bootstrap.connect(unixDomainSocketPath: path)
      }
    let deadline = loop.scheduleTask(in: timeout) { answer.succeed(false) }
    connected.whenFailure { _ in answer.succeed(false) }
    let isWell = (try? await answer.futureResult.get()) ?? false
    deadline.cancel()
    connected.whenSuccess { $0.close(promise: nil) }
    return isWell
  }
}

/// Sends one GET and reads one status.
final class HealthProbe: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let path: String
  private let host: String
  private let answer: EventLoopPromise<Bool>
  private var buffer = ByteBuffer()
  private var parser = ResponseHeadParser()

  init(path: String, host: String, answer: EventLoopPromise<Bool>) {
    self.path = path
    self.host = host
    self.answer = answer
  }

  func channelActive(context: ChannelHandlerContext) {
    let request = "GET \(path) HTTP/1.1\r\nHost: \(host)\r\nUser-Agent: Rampart-Health\r\nConnection: close\r\n\r\n"
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: request)), promise: nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var incoming = unwrapInboundIn(data)
    buffer.writeBuffer(&incoming)
    do throws(HeadFailure) {
      while let head = try parser.parse(&buffer, requestWasHead: false) {
        guard head.status >= 200 else { continue }
        answer.succeed(head.status < 400)
        context.close(promise: nil)
        return
      }
    } catch {
      answer.succeed(false)
      context.close(promise: nil)
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    answer.succeed(false)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    answer.succeed(false)
    context.close(promise: nil)
  }
}
