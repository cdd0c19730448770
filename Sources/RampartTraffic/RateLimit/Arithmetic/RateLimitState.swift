/// What is remembered of a key: 16 bytes. What the numbers mean is the algorithm's business; all zero is a key that
/// has used nothing.
package struct RateLimitState: Sendable, Hashable {
  package var mark: UInt64 = 0
  package var first: UInt32 = 0
  package var second: UInt32 = 0
}
