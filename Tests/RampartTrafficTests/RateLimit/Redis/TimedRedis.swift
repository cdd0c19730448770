import RampartRedis
import Synchronization

@testable import RampartTraffic

/// A real Redis whose scripts read the clock of a test instead of the server's. Keys expire a thousand times later, since
/// the server's own clock has nothing to do with that of the test.
final class TimedRedis: RedisEvaluating {
  private let client: RedisClient
  private let clock: ManualClock
  private let scripts = Mutex<[String: RedisScript]>([:])

  init(_ client: RedisClient, _ clock: ManualClock) {
    self.client = client
    self.clock = clock
  }

  func evaluate(_ script: RedisScript, keys: [String], arguments: [String]) async throws -> RESPValue {
    let source = script.source.replacing("redis.call('TIME')", with: "{ARGV[#ARGV - 1], ARGV[#ARGV]}")
      .replacing("'PX'", with: "'EX'")
    guard source != script.source else { throw RedisServer.Failure(description: "the script reads no clock") }
    let timed = scripts.withLock { scripts in
      let timed = scripts[source] ?? RedisScript(source)
      scripts[source] = timed
      return timed
    }
    let microseconds = clock.now / 1000
    let time = [String(microseconds / 1_000_000), String(microseconds % 1_000_000)]
    return try await client.evaluate(timed, keys: keys, arguments: arguments + time)
  }
}
