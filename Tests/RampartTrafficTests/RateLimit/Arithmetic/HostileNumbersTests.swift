import Testing

@testable import RampartTraffic

/// Numbers at their ends: nothing may trap, and nothing may turn round.
@Suite struct HostileNumbersTests {
  private static let algorithms = [RateLimitAlgorithm.gcra, .fixedWindow, .slidingWindow]
  private static let rates = ["1/1ms", "1000000000/1ms", "1/8784h", "1000000000/8784h", "999999937/7919ms"]
  private static let instants: [UInt64] = [0, 1, 1 << 32, 1 << 63, .max - 1, .max]
  private static let states = [
    RateLimitState(), RateLimitState(mark: .max, first: .max, second: .max),
    RateLimitState(mark: 1 << 63, first: .max, second: 1), RateLimitState(mark: 0, first: 1, second: .max),
  ]

  @Test(arguments: algorithms, rates)
  func `No state, cost or instant traps`(_ algorithm: RateLimitAlgorithm, _ text: String) throws {
    let rate = try Rate(text)
    let plan = try RateLimitPlan(rate: rate, burst: nil, algorithm: algorithm, ticksPerSecond: 1_000_000_000)
    for now in Self.instants {
      for start in Self.states {
        for cost in [Int.min, -1, 0, 1, rate.count, rate.count + 1, .max] {
          for action in [RateLimitAction.take, .peek, .charge] {
            var state = start
            let outcome = plan.apply(action, cost: cost, to: &state, at: now)
            #expect((0...rate.count).contains(outcome.remaining))
            #expect(outcome.resetAfter >= .zero)
            #expect(action == .charge || cost <= rate.count || !outcome.isAllowed)
            #expect(plan.debt(of: plan.maximum(start, state, at: now), at: now) >= plan.debt(of: start, at: now))
          }
        }
      }
    }
  }

  @Test(arguments: algorithms)
  func `What costs more than the burst never passes and is not told to wait`(_ algorithm: RateLimitAlgorithm) throws {
    let plan = try RateLimitPlan(rate: Rate("10/1s"), burst: nil, algorithm: algorithm, ticksPerSecond: 1_000_000_000)
    var state = RateLimitState()
    for now in [UInt64(0), 1_000_000_000_000, .max] {
      let outcome = plan.apply(.take, cost: 11, to: &state, at: now)
      #expect(!outcome.isAllowed)
      #expect(outcome.retryAfter == nil)
      #expect(outcome.remaining == 10)
      #expect(state == RateLimitState())
    }
  }

  @Test(arguments: algorithms)
  func `What costs nothing passes and consumes nothing`(_ algorithm: RateLimitAlgorithm) throws {
    let plan = try RateLimitPlan(rate: Rate("1/1h"), burst: nil, algorithm: algorithm, ticksPerSecond: 1_000_000_000)
    var state = RateLimitState()
    #expect(plan.apply(.take, cost: 1, to: &state, at: 5).isAllowed)
    let full = state
    for cost in [0, -1, .min] {
      for action in [RateLimitAction.take, .peek, .charge] {
        #expect(plan.apply(action, cost: cost, to: &state, at: 5).isAllowed)
      }
    }
    #expect(state == full)
    #expect(!plan.apply(.take, cost: 1, to: &state, at: 5).isAllowed)
  }

  @Test func `What is charged beyond the burst is owed, but not for ever`() throws {
    let plan = try RateLimitPlan(rate: Rate("1/1s"), burst: nil, algorithm: .gcra, ticksPerSecond: 1_000_000_000)
    var state = RateLimitState()
    for _ in 0..<10 { _ = plan.apply(.charge, cost: 1, to: &state, at: 0) }
    #expect(plan.apply(.peek, cost: 1, to: &state, at: 0).retryAfter == .seconds(10))
    #expect(!plan.apply(.take, cost: 1, to: &state, at: 9_999_999_999).isAllowed)
    #expect(plan.apply(.take, cost: 1, to: &state, at: 10_000_000_000).isAllowed)

    let slow = try RateLimitPlan(rate: Rate("1/8784h"), burst: nil, algorithm: .gcra, ticksPerSecond: 1_000_000_000)
    for _ in 0..<1000 { _ = slow.apply(.charge, cost: .max, to: &state, at: 0) }
    #expect(slow.apply(.peek, cost: 1, to: &state, at: 0).resetAfter == .seconds(3660 * 86_400))
  }
}
