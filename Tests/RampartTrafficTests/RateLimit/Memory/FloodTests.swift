import RampartTesting
import Testing

@testable import RampartTraffic

/// More keys than a store can remember.
@Suite struct FloodTests {
  static let algorithms = [RateLimitAlgorithm.gcra, .fixedWindow, .slidingWindow]

  private func store(
    _ text: String,
    _ algorithm: RateLimitAlgorithm,
    capacity: Int,
    _ clock: ManualClock
  ) throws -> MemoryRateLimitStore {
    let plan = try RateLimitPlan(rate: Rate(text), burst: nil, algorithm: algorithm, ticksPerSecond: 1_000_000_000)
    return MemoryRateLimitStore(plan: plan, capacity: capacity, clock: clock.clock)
  }

  private func key(_ number: UInt64, of kind: UInt64) -> RateLimitKeyHash {
    var hash = SipHash(.process)
    hash.absorb(kind)
    hash.absorb(number)
    return hash.finish()
  }

  @Test(arguments: algorithms)
  func `A key at its limit stays there while a million fresh keys come`(_ algorithm: RateLimitAlgorithm) throws {
    let clock = ManualClock(3_600_000_000_000 * 1000)
    let store = try store("20/1h", algorithm, capacity: 4096, clock)
    let limited = (0..<16).map { key($0, of: 1) }
    for key in limited {
      for _ in 0..<20 { #expect(store.apply(.take, cost: 1, to: key).isAllowed) }
      #expect(!store.apply(.take, cost: 1, to: key).isAllowed)
    }
    var admitted = 0
    for number in 0..<1_000_000 as Range<UInt64> {
      if number % 1000 == 0 { clock.advance(1000) }
      _ = store.apply(.take, cost: 1, to: key(number, of: 2))
      if number % 500 == 0 {
        for key in limited where store.apply(.take, cost: 1, to: key).isAllowed { admitted += 1 }
      }
    }
    #expect(admitted == 0)
    #expect(store.evictions > 0, "there was no flood")
    #expect(store.count <= 4096 * 5 / 4 + 64)
  }

  @Test func `A flood that uses its keys up cannot push a limited key out for a fresh start either`() throws {
    let clock = ManualClock()
    let store = try store("5/1h", .gcra, capacity: 1024, clock)
    let limited = key(0, of: 1)
    for _ in 0..<5 { _ = store.apply(.take, cost: 1, to: limited) }
    for number in 0..<50_000 as Range<UInt64> {
      for _ in 0..<6 { _ = store.apply(.take, cost: 1, to: key(number, of: 2)) }
    }
    #expect(store.evictions > 0)
    #expect(!store.apply(.take, cost: 1, to: limited).isAllowed)
    clock.advance(by: .seconds(7200))
    #expect(store.apply(.take, cost: 5, to: limited).isAllowed)
  }

  @Test(arguments: algorithms)
  func `Keys that have waited long enough make room first`(_ algorithm: RateLimitAlgorithm) throws {
    let clock = ManualClock()
    let store = try store("20/1s", algorithm, capacity: 1024, clock)
    for number in 0..<200_000 as Range<UInt64> {
      if number % 500 == 0 { clock.advance(by: .seconds(2)) }
      #expect(store.apply(.take, cost: 1, to: key(number, of: 1)).remaining == 19)
    }
    #expect(store.evictions == 0)
  }

  /// Few slots and many keys, so that most of what the store decides rests on a floor.
  @Test(arguments: algorithms)
  func `A store that is too small is stricter and never laxer`(_ algorithm: RateLimitAlgorithm) throws {
    var generator = SeededGenerator(seed: 7)
    for (text, keyCount) in [("5/1s", 300), ("3/1m", 2000), ("40/1s", 200), ("1/1s", 5000)] {
      let rate = try Rate(text)
      let clock = ManualClock()
      let store = try store(text, algorithm, capacity: 64, clock)
      let fresh = ReferenceLimit(rate: rate, burst: rate.count, algorithm: algorithm)
      var keys = Array(repeating: (exact: fresh, replay: fresh, ours: 0, theirs: 0), count: keyCount)
      var laxer = 0
      var hasEvicted = false
      for _ in 0..<60_000 {
        let pause = UInt64(rate.milliseconds) * 1_000_000 / UInt64(rate.count * 40)
        clock.advance(UInt64.random(in: 0...pause, using: &generator))
        let number = min(
          Int.random(in: 0..<keyCount, using: &generator), Int.random(in: 0..<keyCount, using: &generator))
        let isAllowed = store.apply(.take, cost: 1, to: key(UInt64(number), of: 3)).isAllowed
        let isExact = keys[number].exact.apply(.take, cost: 1, at: clock.now).isAllowed
        if isExact { keys[number].theirs += 1 }
        if isAllowed {
          keys[number].ours += 1
          // What the store lets through would pass an exact limit that saw nothing else.
          if !keys[number].replay.apply(.take, cost: 1, at: clock.now).isAllowed { laxer += 1 }
        }
        if keys[number].ours > keys[number].theirs { laxer += 1 }
        if !hasEvicted, isAllowed != isExact {
          hasEvicted = store.evictions > 0
          #expect(hasEvicted, "\(text): it differs before anything was pushed out")
        }
      }
      #expect(laxer == 0, "\(text)")
      #expect(store.evictions > 100, "\(text): the store was large enough")
    }
  }
}
