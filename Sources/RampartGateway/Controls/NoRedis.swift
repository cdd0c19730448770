import RampartRedis
import RampartTraffic

/// Stands for Redis where nothing is served.
struct NoRedis: RedisEvaluating {
  private struct NotServing: Error {}

  func evaluate(_ script: RedisScript, keys: [String], arguments: [String]) async throws -> RESPValue {
    throw NotServing()
  }
}
