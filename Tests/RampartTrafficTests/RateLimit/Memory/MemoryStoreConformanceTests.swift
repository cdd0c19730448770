import RampartTraffic
import Testing

@Suite struct MemoryStoreConformanceTests {
  @Test(arguments: StoreConformance.algorithms)
  func `The store in memory does what every store does`(_ algorithm: RateLimitAlgorithm) async throws {
    // In the middle of a day: no window of the suite ends but by waiting.
    let clock = ManualClock(86_400_000_000_000 * 100 + 1_000_000)
    let conformance = StoreConformance(
      makeStore: { try MemoryRateLimitStore($0, clock: clock.clock) }, wait: { clock.advance(by: $0) })
    try await conformance.check(algorithm)
  }
}
