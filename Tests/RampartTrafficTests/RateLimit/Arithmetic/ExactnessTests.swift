import RampartTesting
import Testing

@testable import RampartTraffic

/// The store in memory against a textbook, event by event.
@Suite struct ExactnessTests {
  private static let eventCount = 1_000_000

  /// Rates that divide evenly and rates that never do, small and large.
  private static let settings: [(rate: String, burst: Int?)] = [
    ("100/1s", 200), ("10/1m", nil), ("7/1s", 3), ("3/1ms", nil), ("1000/1h", 50), ("1/1s", nil),
    ("999983/24h", 1000), ("13/97ms", 1), ("1000000000/1s", nil), ("5/8784h", 9),
  ]

  @Test(arguments: [RateLimitAlgorithm.gcra, .fixedWindow, .slidingWindow])
  func `A million random events are decided as a textbook decides them`(_ algorithm: RateLimitAlgorithm) throws {
    var generator = SeededGenerator(seed: 20)
    for (text, burst) in Self.settings {
      let limit = try Limit(text, burst: algorithm == .gcra ? burst : nil, algorithm)
      var differences = 0
      var denied = 0
      for _ in 0..<Self.eventCount / Self.settings.count {
        let isAllowed = limit.event(&generator, &differences)
        if !isAllowed { denied += 1 }
      }
      #expect(differences == 0, "\(text)")
      #expect(denied > 1000, "\(text): the events are too tame to show anything")
      #expect(limit.store.evictions == 0)
    }
  }

  /// One limit in both forms, with many keys.
  private final class Limit {
    let store: MemoryRateLimitStore
    private let clock = ManualClock()
    private let burst: Int
    private let period: UInt64
    private let count: UInt64
    private var models: [ReferenceLimit]
    private let hashes: [RateLimitKeyHash]

    init(_ text: String, burst: Int?, _ algorithm: RateLimitAlgorithm) throws {
      let rate = try Rate(text)
      self.burst = burst ?? rate.count
      period = UInt64(rate.milliseconds) * 1_000_000
      count = UInt64(rate.count)
      let plan = try RateLimitPlan(rate: rate, burst: burst, algorithm: algorithm, ticksPerSecond: 1_000_000_000)
      store = MemoryRateLimitStore(plan: plan, capacity: 10_000, clock: clock.clock)
      models = Array(repeating: ReferenceLimit(rate: rate, burst: self.burst, algorithm: algorithm), count: 200)
      hashes = (0..<200).map { number in
        var hash = SipHash(.process)
        hash.absorb(UInt64(number))
        return hash.finish()
      }
    }

    func event(_ generator: inout SeededGenerator, _ differences: inout Int) -> Bool {
      clock.advance(pause(&generator))
      let key = Int.random(in: 0..<models.count, using: &generator)
      let cost = cost(&generator)
      let action: RateLimitAction =
        switch Int.random(in: 0..<20, using: &generator) {
        case 0: .charge
        case 1: .peek
        default: .take
        }
      let outcome = store.apply(action, cost: cost, to: hashes[key])
      let expected = models[key].apply(action, cost: cost, at: clock.now)
      if outcome.isAllowed != expected.isAllowed || outcome.remaining != expected.remaining { differences += 1 }
      if !isRight(outcome, cost: cost, models[key]) { differences += 1 }
      return outcome.isAllowed
    }

    /// What the client is told about later is exact to the nanosecond.
    private func isRight(_ outcome: RateLimitOutcome, cost: Int, _ model: ReferenceLimit) -> Bool {
      let whole = clock.now + outcome.resetNanoseconds
      guard model.wouldBeWhole(at: whole), whole == clock.now || !model.wouldBeWhole(at: whole - 1) else {
        return false
      }
      guard !outcome.isAllowed, cost <= burst else { return outcome.retryNanoseconds == nil }
      guard let retry = outcome.retryNanoseconds, retry > 0 else { return false }
      return model.wouldFit(cost, at: clock.now + retry) && !model.wouldFit(cost, at: clock.now + retry - 1)
    }

    /// Nothing, a tick, a share of what one request takes, a share of the period, the edge of a window.
    private func pause(_ generator: inout SeededGenerator) -> UInt64 {
      let one = period / count / UInt64(models.count) + 1
      return switch Int.random(in: 0..<12, using: &generator) {
      case 0...3: 0
      case 4: 1
      case 5...9: UInt64.random(in: 0...one, using: &generator)
      case 10: Int.random(in: 0..<20, using: &generator) == 0 ? period - clock.now % period : 0
      default: Int.random(in: 0..<40, using: &generator) == 0 ? UInt64.random(in: 0...period, using: &generator) : 0
      }
    }

    private func cost(_ generator: inout SeededGenerator) -> Int {
      switch Int.random(in: 0..<10, using: &generator) {
      case 0: Int.random(in: -1...1, using: &generator)
      case 1: burst + Int.random(in: -1...1, using: &generator)
      case 2...4: Int.random(in: 1...max(1, burst / 2), using: &generator)
      case 5: .max
      default: 1
      }
    }
  }
}
