import Testing

@testable import RampartTraffic

@Suite struct MemoryStoreThreadsTests {
  @Test func `Several threads together admit what one would`() async throws {
    let clock = ManualClock()
    let plan = try RateLimitPlan(rate: Rate("1000/1h"), burst: nil, algorithm: .gcra, ticksPerSecond: 1_000_000_000)
    let store = MemoryRateLimitStore(plan: plan, capacity: 10_000, clock: clock.clock)
    let admitted = await withTaskGroup(of: Int.self) { group in
      for _ in 0..<4 {
        group.addTask { @concurrent in
          (0..<20_000).count { number in
            store.apply(.take, cost: 1, to: RateLimitKeyHash(first: UInt64(number % 10), second: 1)).isAllowed
          }
        }
      }
      return await group.reduce(0, +)
    }
    #expect(admitted == 10_000)
  }

  @Test func `An instant that comes late resets nothing`() throws {
    let clock = ManualClock(10_000_000_000)
    let plan = try RateLimitPlan(rate: Rate("1/1s"), burst: nil, algorithm: .gcra, ticksPerSecond: 1_000_000_000)
    var table = RateLimitTable(plan: plan, capacity: 16)
    let key = RateLimitKeyHash(first: 1, second: 1)
    #expect(table.apply(.take, cost: 1, to: key, at: clock.now).isAllowed)
    #expect(!table.apply(.take, cost: 1, to: key, at: 0).isAllowed)
    #expect(!table.apply(.take, cost: 1, to: key, at: clock.now + 999_999_999).isAllowed)
    #expect(table.apply(.take, cost: 1, to: key, at: clock.now + 1_000_000_000).isAllowed)
  }
}
