import RampartCore
import Testing

@testable import RampartTraffic

@Suite struct AdaptiveConcurrencyTests {
  private let clock = ManualClock()

  private func control(_ change: (inout AdaptiveConcurrencyOptions) -> Void = { _ in }) throws -> AdaptiveConcurrency {
    var options = AdaptiveConcurrencyOptions()
    change(&options)
    return try AdaptiveConcurrency(options, clock: clock.clock)
  }

  @Test func `What is over the limit is shed with 503`() throws {
    let control = try control { ($0.minimum, $0.initial, $0.maximum) = (4, 4, 4) }
    let verdicts = (0..<4).map { _ in control.evaluate(TestRequest()) }
    #expect(verdicts.allSatisfy { $0.passes })
    let shed = control.evaluate(TestRequest())
    #expect(shed.denial?.code == "load.shed")
    #expect(shed.denial?.status == 503)
    #expect(shed.values("Retry-After") == ["1"])
    verdicts[0].ticket?.ended()
    #expect(control.evaluate(TestRequest()).passes)
  }

  @Test func `Low priority gives way first and high priority keeps its reserve`() throws {
    let high = try control { ($0.minimum, $0.initial, $0.maximum, $0.reserve) = (8, 8, 8, 0.25) }
    let low = high.with(priority: .low)
    var verdicts = (0..<6).map { _ in low.evaluate(TestRequest()) }
    #expect(verdicts.allSatisfy { $0.passes })
    #expect(low.evaluate(TestRequest()).denial == .loadShed)
    verdicts += (0..<2).map { _ in high.evaluate(TestRequest()) }
    #expect(verdicts.allSatisfy { $0.passes })
    #expect(high.evaluate(TestRequest()).denial == .loadShed)
    #expect(high.reading == (8, 8))
  }

  @Test func `A place is given back once, by an end, a second end or a lost ticket`() throws {
    let control = try control()
    let verdict = control.evaluate(TestRequest())
    let other = control.evaluate(TestRequest())
    verdict.ticket?.ended()
    verdict.ticket?.ended()
    #expect(control.reading.inFlight == 1)
    other.ticket?.ended()
    _ = control.evaluate(TestRequest())
    #expect(control.reading.inFlight == 0)
  }

  @Test func `A client that reads slowly holds no place once the backend has answered`() throws {
    let control = try control { ($0.minimum, $0.initial, $0.maximum) = (1, 1, 1) }
    let slow = control.evaluate(TestRequest())
    #expect(control.evaluate(TestRequest()).denial == .loadShed)
    slow.ticket?.answered(status: 200)
    #expect(control.reading.inFlight == 0)
    let next = control.evaluate(TestRequest())
    slow.ticket?.ended()
    #expect(next.passes)
    #expect(control.reading.inFlight == 1)
  }

  @Test func `Errors that come at once do not make the backend look fast`() throws {
    let control = try control()
    func run(_ status: Int, _ latency: Duration, _ count: Int) {
      for _ in 0..<count {
        let verdict = control.evaluate(TestRequest())
        clock.advance(by: latency)
        verdict.ticket?.answered(status: status)
        verdict.ticket?.ended()
      }
    }
    run(200, .milliseconds(50), 100)
    let before = control.reading.limit
    run(502, .microseconds(100), 20_000)
    run(200, .milliseconds(50), 100)
    #expect(control.reading.limit == before)
  }

  @Test func `A quiet backend does not raise the limit`() throws {
    let control = try control()
    for _ in 0..<10_000 {
      let verdict = control.evaluate(TestRequest())
      clock.advance(by: .milliseconds(5))
      verdict.ticket?.answered(status: 200)
      verdict.ticket?.ended()
    }
    #expect(control.reading.limit == 100)
  }

  private static let impossible: [@Sendable (inout AdaptiveConcurrencyOptions) -> Void] = [
    { $0.minimum = 0 }, { $0.minimum = 101 },
    { $0.initial = 1001 }, { $0.maximum = 1_000_001 }, { $0.reserve = 0 }, { $0.reserve = 0.95 },
    { $0.reserve = .nan }, { $0.tolerance = 0.9 }, { $0.tolerance = .infinity }, { $0.interval = .zero },
    { $0.interval = .seconds(61) }, { $0.retryAfter = .zero }, { $0.retryAfter = .milliseconds(1500) },
  ]

  @Test(arguments: impossible.indices)
  func `What makes no limit is refused`(_ index: Int) {
    #expect(throws: InvalidOption.self) { try control(Self.impossible[index]) }
  }
}
