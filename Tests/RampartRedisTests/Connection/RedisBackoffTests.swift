import RampartTesting
import Testing

@testable import RampartRedis

@Suite struct RedisBackoffTests {
  @Test func `Pauses double up to the longest, each less a random part of at most one half`() {
    let backoff = RedisBackoff(shortest: .milliseconds(100), longest: .seconds(5))
    var generator = SeededGenerator(seed: 5)
    for failures in [-1, 0, 1, 2, 3, 4, 5, 6, 20, 64, Int.max] {
      let full = min(Duration.seconds(5), .milliseconds(100) * (1 << min(max(failures, 0), 10)))
      let pauses = (0..<200).map { _ in backoff.pause(after: failures, using: &generator) }
      #expect(pauses.allSatisfy { $0 >= full / 2 && $0 <= full })
      #expect(Set(pauses).count > 100)
    }
  }
}
