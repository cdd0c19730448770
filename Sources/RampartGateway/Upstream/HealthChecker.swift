import Logging
import NIOCore
import NIOPosix
import RampartConfiguration
import RampartCore

/// Probes servers, each as often as its upstream says.
struct HealthChecker: Sendable {
  let group: MultiThreadedEventLoopGroup
  let logger: Logger

  /// Runs until it is cancelled.
  func run(_ pipeline: Pipeline) async {
    await withTaskGroup(of: Void.self) { tasks in
      for upstream in pipeline.upstreams {
        guard let health = upstream.options.health else { continue }
        for server in upstream.servers {
          let host = pipeline.configuration.probeHost(of: server.identity.address, upstream: upstream.name, health)
          tasks.addTask { await watch(server, of: upstream, health, host: host) }
        }
      }
    }
  }

  private func watch(
    _ server: UpstreamServer,
    of upstream: Upstream,
    _ health: UpstreamOptions.Health,
    host: String
  ) async {
    while !Task.isCancelled {
      let failure = await probe(server, health, host: host)
      if Task.isCancelled { return }
      let beganToFail = server.probed(failure: failure, health, logger)
      if beganToFail, upstream.servers.allSatisfy(\.isFailingProbes) {
        let consequence = health.whenAllFail == .refuse ? "refused with 503" : "forwarded all the same"
        logger.error(
          "no server of the upstream passes its probes",
          metadata: ["upstream": "\(upstream.name)", "requests": "\(consequence)"])
      }
      try? await Task.sleep(for: health.interval)
    }
  }

  /// - Returns: why the probe failed, or nil.
  private func probe(_ server: UpstreamServer, _ health: UpstreamOptions.Health, host: String) async -> String? {
    let loop = group.next()
    let answer = loop.makePromise(of: String?.self)
    let connected = server.connect(on: loop) { channel in
      try channel.pipeline.syncOperations.addHandler(HealthProbe(health, host: host, answer: answer))
    }
    let deadline = loop.scheduleTask(in: TimeAmount(health.timeout)) { answer.succeed("no answer in time") }
    connected.whenFailure { answer.succeed(ConnectionFailure.reason($0)) }
    let failure = (try? await answer.futureResult.get()) ?? nil
    deadline.cancel()
    connected.whenSuccess { $0.close(promise: nil) }
    return failure
  }
}

/// Sends one GET and reads one status.
final class HealthProbe: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let options: UpstreamOptions.Health
  private let host: String
  /// Why it failed, or nil.
  private let answer: EventLoopPromise<String?>
  private var buffer = ByteBuffer()
  private var parser = ResponseHeadParser()

  init(_ options: UpstreamOptions.Health, host: String, answer: EventLoopPromise<String?>) {
    self.options = options
    self.host = host
    self.answer = answer
  }

  func channelActive(context: ChannelHandlerContext) {
    let request =
      "GET \(options.path) HTTP/1.1\r\nHost: \(host)\r\nUser-Agent: Rampart-Health\r\nConnection: close\r\n\r\n"
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: request)), promise: nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var incoming = unwrapInboundIn(data)
    buffer.writeBuffer(&incoming)
    do throws(HeadFailure) {
      while let head = try parser.parse(&buffer, requestWasHead: false) {
        guard head.status >= 200 else { continue }
        let hasPassed = options.status.contains { $0.codes.contains(head.status) }
        end(context, hasPassed ? nil : "status \(head.status) for `\(options.path)` with the host `\(host)`")
        return
      }
    } catch {
      end(context, "the answer is not valid HTTP")
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    answer.succeed("the server closed the connection")
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    end(context, ConnectionFailure.reason(error))
  }

  private func end(_ context: ChannelHandlerContext, _ failure: String?) {
    answer.succeed(failure)
    context.close(promise: nil)
  }
}
