import RampartCore
import Testing

@testable import RampartTraffic

/// A backend that serves so many requests at once as fast as it can, and puts the others into a queue.
@Suite struct OverloadSimulationTests {
  private struct Totals {
    var offered = 0
    var shed = 0

    var shedShare: Double { Double(shed) / Double(max(1, offered)) }
  }

  private final class Simulation {
    let clock = ManualClock()
    let high: AdaptiveConcurrency
    let low: AdaptiveConcurrency
    /// How many requests the backend works on at once, each for 20 milliseconds.
    var workers = 40
    private(set) var highTotals = Totals()
    private(set) var lowTotals = Totals()
    private(set) var longest: UInt64 = 0
    private var queue: [(verdict: Verdict, arrival: UInt64)] = []
    private var working: [(verdict: Verdict, arrival: UInt64, end: UInt64)] = []

    init() throws {
      high = try AdaptiveConcurrency(AdaptiveConcurrencyOptions(), clock: clock.clock)
      low = high.with(priority: .low)
    }

    /// Steps of one millisecond.
    func run(milliseconds: Int, highPerMillisecond: Double, lowPerMillisecond: Double) {
      (highTotals, lowTotals, longest) = (Totals(), Totals(), 0)
      var (highDue, lowDue) = (0.0, 0.0)
      for _ in 0..<milliseconds {
        clock.advance(by: .milliseconds(1))
        finish()
        highDue += highPerMillisecond
        lowDue += lowPerMillisecond
        while highDue >= 1 || lowDue >= 1 {
          if lowDue >= 1 { offer(low, &lowTotals, &lowDue) }
          if highDue >= 1 { offer(high, &highTotals, &highDue) }
        }
        start()
      }
    }

    private func offer(_ control: AdaptiveConcurrency, _ totals: inout Totals, _ due: inout Double) {
      due -= 1
      totals.offered += 1
      let verdict = control.evaluate(TestRequest())
      if verdict.passes { queue.append((verdict, clock.now)) } else { totals.shed += 1 }
    }

    private func start() {
      while working.count < workers, !queue.isEmpty {
        let next = queue.removeFirst()
        working.append((next.verdict, next.arrival, clock.now + 20_000_000))
      }
    }

    private func finish() {
      for done in working where done.end <= clock.now {
        longest = max(longest, clock.now - done.arrival)
        done.verdict.ticket?.answered(status: 200)
        done.verdict.ticket?.ended()
      }
      working.removeAll { $0.end <= clock.now }
    }
  }

  @Test func `Low priority is shed first, latency stays bounded, and the limit recovers`() throws {
    let simulation = try Simulation()
    // The backend can do 2 in a millisecond.
    simulation.run(milliseconds: 5000, highPerMillisecond: 0.5, lowPerMillisecond: 0.5)
    #expect(simulation.highTotals.shed == 0)
    #expect(simulation.lowTotals.shed == 0)
    let quiet = simulation.high.reading.limit

    // Half of it breaks: it can do 1, of 1.7 that are asked for.
    simulation.workers = 20
    simulation.run(milliseconds: 5000, highPerMillisecond: 0.7, lowPerMillisecond: 1)
    simulation.run(milliseconds: 60_000, highPerMillisecond: 0.7, lowPerMillisecond: 1)
    let overloaded = simulation.high.reading.limit
    print("overload: limit \(quiet) → \(overloaded), shed \(simulation.highTotals.shedShare) of high and")
    print("\(simulation.lowTotals.shedShare) of low priority, longest \(simulation.longest / 1_000_000) ms")
    #expect(overloaded < quiet)
    #expect(simulation.lowTotals.shedShare > 0.4)
    #expect(simulation.highTotals.shedShare < 0.05)
    // Without a limit the queue would have grown by 0.7 seconds each second.
    #expect(simulation.longest < 100_000_000)

    simulation.workers = 40
    simulation.run(milliseconds: 10_000, highPerMillisecond: 0.9, lowPerMillisecond: 0.9)
    simulation.run(milliseconds: 5000, highPerMillisecond: 0.9, lowPerMillisecond: 0.9)
    #expect(simulation.high.reading.limit > overloaded)
    #expect(simulation.highTotals.shed == 0)
    #expect(simulation.lowTotals.shedShare < 0.02)
  }

  @Test func `A backend that stands still sheds, and serves again when it is back`() throws {
    let simulation = try Simulation()
    simulation.run(milliseconds: 3000, highPerMillisecond: 0.5, lowPerMillisecond: 0.5)
    simulation.workers = 0
    simulation.run(milliseconds: 3000, highPerMillisecond: 0.5, lowPerMillisecond: 0.5)
    #expect(simulation.high.reading.inFlight <= simulation.high.reading.limit)
    #expect(simulation.highTotals.shedShare > 0.5)
    simulation.workers = 40
    simulation.run(milliseconds: 20_000, highPerMillisecond: 0.5, lowPerMillisecond: 0.5)
    simulation.run(milliseconds: 2000, highPerMillisecond: 0.5, lowPerMillisecond: 0.5)
    #expect(simulation.highTotals.shed == 0)
    #expect(simulation.lowTotals.shed == 0)
  }
}
