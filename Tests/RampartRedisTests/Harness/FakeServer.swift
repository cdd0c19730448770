import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import RampartRedis

/// A server that answers as a test says.
final class FakeServer: Sendable {
  enum Answer: Sendable {
    case bytes(String)
    case silence
    case close
  }

  private let channel: any Channel
  let port: Int
  let connections: Counter
  let closed: Counter

  var url: String { "redis://127.0.0.1:\(port)" }

  final class Counter: Sendable {
    private let value = Mutex(0)
    var count: Int { value.withLock { $0 } }
    func increment() { value.withLock { $0 += 1 } }
  }

  private init(_ channel: any Channel, port: Int, _ connections: Counter, _ closed: Counter) {
    self.channel = channel
    self.port = port
    self.connections = connections
    self.closed = closed
  }

  /// A map of nothing, which is enough of an answer to `HELLO 3`.
  static let hello = Answer.bytes("%0\r\n")

  static let silent: @Sendable ([String]) -> Answer = { _ in .silence }

  /// Answers `HELLO`, and everything else the same.
  static func greeting(then answer: Answer) -> @Sendable ([String]) -> Answer {
    { $0[0] == "HELLO" ? hello : answer }
  }

  /// - Parameter respond: called for each command, `HELLO` included.
  static func with<Value>(
    _ respond: @escaping @Sendable ([String]) -> Answer,
    _ body: (FakeServer) async throws -> Value
  ) async throws -> Value {
    let connections = Counter()
    let closed = Counter()
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          connections.increment()
          channel.closeFuture.whenComplete { _ in closed.increment() }
          try channel.pipeline.syncOperations.addHandler(Handler(respond))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    let server = FakeServer(channel, port: channel.localAddress?.port ?? 0, connections, closed)
    do {
      let value = try await body(server)
      try await channel.close()
      return value
    } catch {
      try? await channel.close()
      throw error
    }
  }

  /// Waits until something has happened, and fails where it does not.
  func waits(
    until condition: () -> Bool,
    _ location: SourceLocation = #_sourceLocation
  ) async throws {
    for _ in 0..<1000 {
      if condition() { return }
      try await Task.sleep(for: .milliseconds(10))
    }
    Issue.record("it did not happen within 10 seconds", sourceLocation: location)
  }

  private final class Handler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let respond: @Sendable ([String]) -> Answer
    private var parser = RESPParser()

    init(_ respond: @escaping @Sendable ([String]) -> Answer) { self.respond = respond }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      parser.feed(unwrapInboundIn(data))
      while let message = try? parser.next() {
        guard case .reply(.array(let words)) = message else { return context.close(promise: nil) }
        switch respond(words.compactMap(\.text)) {
        case .bytes(let text): context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
        case .silence: break
        case .close: return context.close(promise: nil)
        }
      }
    }
  }
}
