import RampartRedis

/// What a script says, with time counted from its own now.
struct RedisRateLimitReply: Sendable {
  let fits: Bool
  let state: RateLimitState
  let now: UInt64

  /// Of `gcra`: whether there was room, how far ahead the instant lies, and its rest.
  init(cells reply: RESPValue) throws(RedisRateLimitError) {
    let numbers = try Self.numbers(in: reply, count: 3)
    fits = numbers[0] == 1
    state = RateLimitState(mark: numbers[1], first: UInt32(clamping: numbers[2]))
    now = 0
  }

  /// Of a window: whether there was room, the ticks since the window began, what was used in it and in the one before.
  init(window reply: RESPValue) throws(RedisRateLimitError) {
    let numbers = try Self.numbers(in: reply, count: 4)
    fits = numbers[0] == 1
    state = RateLimitState(mark: 0, first: UInt32(clamping: numbers[2]), second: UInt32(clamping: numbers[3]))
    now = numbers[1]
  }

  private static func numbers(in reply: RESPValue, count: Int) throws(RedisRateLimitError) -> [UInt64] {
    let numbers = (reply.elements ?? []).compactMap { $0.integer.flatMap { UInt64(exactly: $0) } }
    guard numbers.count == count, reply.elements?.count == count, numbers[0] <= 1 else {
      throw RedisRateLimitError(code: "rateLimit.badReply", detail: "the script answered something else")
    }
    return numbers
  }
}
