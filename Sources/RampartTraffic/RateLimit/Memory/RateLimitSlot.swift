/// A key and what is remembered of it: 32 bytes.
struct RateLimitSlot: Sendable {
  var key = RateLimitKeyHash(first: 0, second: 0)
  var state = RateLimitState()
}
