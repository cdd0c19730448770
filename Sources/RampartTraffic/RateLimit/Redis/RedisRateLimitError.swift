/// Redis answered what no script of ours answers.
struct RedisRateLimitError: Error, Sendable, Hashable, CustomStringConvertible {
  let code: String
  let detail: String

  var description: String { detail }
}
