public import RampartRedis

/// What a shared limit needs of Redis: one script, run as one step.
public protocol RedisEvaluating: Sendable {
  /// - Throws: where the script was not run, or it is not known whether it was.
  func evaluate(_ script: RedisScript, keys: [String], arguments: [String]) async throws -> RESPValue
}

extension RedisClient: RedisEvaluating {}
