import RampartRedis
import Synchronization

/// The secret that all processes hash their keys with, so that the same client has the same key in each of them.
///
/// It lies in Redis: the first process that asks puts its own there, and the others take that. Nobody who sends requests
/// knows it, so nobody can make a value that shares the count of somebody else's, and no header or cookie stands
/// in Redis for its readers. Who can read Redis can read the secret too.
///
/// It is asked for again from time to time and after every failure, since a server may have been emptied; a process
/// then offers what it has used so far, so that nothing changes where it was the only one.
final class SharedHashKey: Sendable {
  private struct State {
    var key: RateLimitHashKey
    var agreedAt: UInt64?
  }

  static let name = "rampart:hashKey"
  private static let lifetime: UInt64 = 60_000_000_000

  private let redis: any RedisEvaluating
  private let clock: MonotonicClock
  private let state: Mutex<State>

  init(redis: any RedisEvaluating, clock: MonotonicClock, candidate: RateLimitHashKey = .random()) {
    self.redis = redis
    self.clock = clock
    state = Mutex(State(key: candidate, agreedAt: nil))
  }

  /// - Throws: where it is time to ask and Redis does not answer.
  func current() async throws -> RateLimitHashKey {
    let now = clock.now
    let held = state.withLock { $0 }
    if let agreedAt = held.agreedAt, now &- agreedAt < Self.lifetime { return held.key }
    let reply = try await redis.evaluate(
      RedisRateLimitScripts.agree, keys: [Self.name], arguments: [held.key.sharedText])
    guard let text = reply.text, let key = RateLimitHashKey(sharedText: text) else {
      throw RedisRateLimitError(code: "rateLimit.badHashKey", detail: "`\(Self.name)` holds no key")
    }
    state.withLock { $0 = State(key: key, agreedAt: now) }
    return key
  }

  /// Ask again before the next use.
  func doubt() {
    state.withLock { $0.agreedAt = nil }
  }
}

extension RateLimitHashKey {
  /// 32 hexadecimal digits.
  fileprivate var sharedText: String { RateLimitKeyHash(first: first, second: second).text }

  fileprivate init?(sharedText text: String) {
    guard text.utf8.count == 32, text.utf8.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }),
      let first = UInt64(text.prefix(16), radix: 16), let second = UInt64(text.dropFirst(16), radix: 16)
    else { return nil }
    self.init(first: first, second: second)
  }
}
