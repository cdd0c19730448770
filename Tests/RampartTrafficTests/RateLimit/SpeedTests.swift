import RampartCore
import Testing

@testable import RampartTraffic

/// Prints how fast decisions are made, in the build that is tested; `Benchmarks/` has the figures that count.
@Suite(.serialized) struct SpeedTests {
  @Test func `Decisions per second`() throws {
    let limit = try RateLimit(RateLimitOptions(name: "api", rate: Rate("1000000/1s")))
    let requests = (0..<1000 as Range<UInt32>).map { number in
      var request = TestRequest()
      request.client = IPAddress(v4: number)
      return request
    }
    let count = 100_000
    var denied = 0
    let time = ContinuousClock().measure {
      for index in 0..<count where !limit.evaluate(requests[index % requests.count]).passes { denied += 1 }
    }
    print("\(Int(Double(count) / (time / .seconds(1)))) verdicts a second on one thread")
    #expect(denied == 0)
    // Even unoptimized on a busy machine; less is an accident.
    #expect(time < .seconds(30))
  }
}
