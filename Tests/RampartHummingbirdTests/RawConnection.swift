import NIOCore
import NIOPosix

/// A client that sends what a test says, HTTP or not.
struct RawConnection {
  private let channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>

  static func open(to port: Int) async throws -> RawConnection {
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .connectTimeout(.seconds(5))
      .connect(host: "localhost", port: port) { channel in
        channel.eventLoop.makeCompletedFuture {
          try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
        }
      }
    return RawConnection(channel: channel)
  }

  /// Sends `text` and reads until `isEnough`, or until the other side closes; for ten seconds at most.
  func exchange(_ text: String, until isEnough: @Sendable @escaping (String) -> Bool = { _ in false }) async throws
    -> String
  {
    let channel = channel
    let timeout = channel.channel.eventLoop.scheduleTask(in: .seconds(10)) {
      channel.channel.close(promise: nil)
    }
    defer { timeout.cancel() }
    return try await channel.executeThenClose { inbound, outbound in
      try await outbound.write(ByteBuffer(string: text))
      var received = ""
      for try await part in inbound {
        received += String(buffer: part)
        if isEnough(received) { break }
      }
      return received
    }
  }
}
