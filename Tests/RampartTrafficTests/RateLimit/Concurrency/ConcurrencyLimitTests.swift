import RampartCore
import Testing

@testable import RampartTraffic

@Suite struct ConcurrencyLimitTests {
  private func limit(
    _ count: Int,
    _ change: (inout ConcurrencyLimitOptions) -> Void = { _ in }
  ) throws -> ConcurrencyLimit {
    var options = ConcurrencyLimitOptions(name: "search", limit: count)
    change(&options)
    return try ConcurrencyLimit(options)
  }

  @Test func `As many as the limit are in flight, one more is denied, and one that ends makes room`() throws {
    let limit = try limit(2)
    let first = limit.evaluate(TestRequest())
    let second = limit.evaluate(TestRequest())
    #expect(first.passes && second.passes)
    let third = limit.evaluate(TestRequest())
    #expect(third.denial?.code == "concurrency.exceeded")
    #expect(third.denial?.status == 429)
    #expect(third.values("Retry-After") == ["1"])
    #expect(third.ticket == nil)
    first.ticket?.ended()
    let fourth = limit.evaluate(TestRequest())
    #expect(fourth.passes)
    withExtendedLifetime((second, fourth)) {
      #expect(limit.evaluate(TestRequest()).denial == .concurrencyExceeded)
    }
  }

  @Test func `Other clients are not in the way`() throws {
    let limit = try limit(1)
    let verdict = limit.evaluate(TestRequest().from("192.0.2.1"))
    #expect(limit.evaluate(TestRequest().from("192.0.2.1")).denial == .concurrencyExceeded)
    #expect(limit.evaluate(TestRequest().from("192.0.2.2")).passes)
    verdict.ticket?.ended()
  }

  @Test func `An exchange that ends twice gives back one place`() throws {
    let limit = try limit(1)
    let first = limit.evaluate(TestRequest())
    first.ticket?.answered(status: 200)
    #expect(limit.totals == (1, 1))
    first.ticket?.ended()
    first.ticket?.ended()
    let second = limit.evaluate(TestRequest())
    first.ticket?.ended()
    #expect(second.passes)
    #expect(limit.totals == (1, 1))
    second.ticket?.ended()
    #expect(limit.totals == (0, 0))
  }

  @Test func `A ticket that is lost gives its place back`() throws {
    let limit = try limit(1)
    for _ in 0..<5 { #expect(limit.evaluate(TestRequest()).passes) }
    #expect(limit.totals == (0, 0))
  }

  @Test func `Keys take memory only while they have requests in flight, and no more than the capacity`() throws {
    let limit = try limit(1) { $0.capacity = 16 }
    var verdicts: [Verdict] = []
    for number in 0..<1000 as Range<UInt32> {
      var request = TestRequest()
      request.client = IPAddress(v4: number)
      verdicts.append(limit.evaluate(request))
    }
    let full = verdicts.filter { $0.denial != nil }
    #expect(full.count >= 1000 - 16)
    #expect(full.allSatisfy { $0.denial == .concurrencyFull && $0.denial?.status == 503 })
    #expect(limit.totals.keys == 1000 - full.count)
    for verdict in verdicts { verdict.ticket?.ended() }
    #expect(limit.totals == (0, 0))
    #expect(limit.evaluate(TestRequest()).passes)
  }

  @Test func `In detect mode everything passes and what would be denied is reported`() throws {
    let limit = try limit(1) { $0.mode = .detect }
    let first = limit.evaluate(TestRequest())
    let second = limit.evaluate(TestRequest())
    #expect(first.passes && first.detected == nil)
    #expect(second.passes && second.detected == .concurrencyExceeded && second.response.isEmpty)
    first.ticket?.ended()
  }

  @Test func `Several threads never have more in flight than the limit`() async throws {
    let limit = try limit(3)
    let admitted = await withTaskGroup(of: Int.self) { group in
      for _ in 0..<4 {
        group.addTask { @concurrent in
          (0..<5000).count { _ in
            let verdict = limit.evaluate(TestRequest())
            let isOver = limit.totals.requests > 3
            verdict.ticket?.ended()
            return verdict.passes && !isOver
          }
        }
      }
      return await group.reduce(0, +)
    }
    #expect(admitted > 0)
    #expect(limit.totals == (0, 0))
  }

  @Test func `What makes no limit is refused`() {
    #expect(throws: InvalidOption.self) { try limit(0) }
    #expect(throws: InvalidOption.self) { try limit(1_000_001) }
    #expect(throws: InvalidOption.self) { try limit(1) { $0.keys = [] } }
    #expect(throws: InvalidOption.self) { try limit(1) { $0.capacity = 0 } }
    #expect(throws: InvalidOption.self) { try limit(1) { $0.name = "\"" } }
  }
}
