/// How long to wait between two attempts to connect: twice as long each time, with a random part taken off, so that many
/// gateways do not all come back at once.
struct RedisBackoff: Sendable {
  let shortest: Duration
  let longest: Duration

  /// From half of the full pause to all of it.
  ///
  /// - Parameter failures: attempts that failed one after the other.
  func pause(after failures: Int, using generator: inout some RandomNumberGenerator) -> Duration {
    let full = min(longest, shortest * (1 << min(max(failures, 0), 20)))
    return full * Double.random(in: 0.5...1, using: &generator)
  }
}
