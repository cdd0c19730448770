import NIOPosix
import RampartRedis
import Testing

extension RedisClient {
  /// Runs the body with a client that is shut down afterwards.
  static func with<Value>(
    _ url: String,
    _ configure: (inout RedisOptions) throws -> Void = { _ in },
    _ body: (RedisClient) async throws -> Value
  ) async throws -> Value {
    var options = try RedisOptions(url: url)
    // The machine of a test may be busy; what is to run out says so itself.
    options.commandTimeout = .seconds(20)
    options.connectTimeout = .seconds(20)
    options.longestPause = .milliseconds(200)
    try configure(&options)
    let client = RedisClient(options, group: MultiThreadedEventLoopGroup.singleton)
    do {
      let value = try await body(client)
      await client.shutdown()
      return value
    } catch {
      await client.shutdown()
      throw error
    }
  }

  /// What the command fails with, or nil.
  func failure(_ command: [String]) async -> RedisError? {
    do throws(RedisError) {
      _ = try await send(command)
      return nil
    } catch {
      return error
    }
  }

  /// Asks until there is an answer.
  func comesBack(within limit: Duration = .seconds(20)) async throws -> Bool {
    let end = ContinuousClock.now + limit
    while ContinuousClock.now < end {
      if await failure(["PING"]) == nil { return true }
      try await Task.sleep(for: .milliseconds(10))
    }
    return false
  }
}
