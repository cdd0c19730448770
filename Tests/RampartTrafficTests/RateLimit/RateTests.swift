import RampartCore
import RampartTraffic
import Testing

@Suite struct RateTests {
  @Test(arguments: [
    ("100/1s", 100, Duration.seconds(1), "100/1s"), ("10/1m", 10, .seconds(60), "10/1m"),
    ("1000/1h", 1000, .seconds(3600), "1000/1h"), ("7/250ms", 7, .milliseconds(250), "7/250ms"),
    ("1/60s", 1, .seconds(60), "1/1m"), ("1/90s", 1, .seconds(90), "1/90s"), ("1/1000ms", 1, .seconds(1), "1/1s"),
    ("1000000000/8784h", 1_000_000_000, .seconds(366 * 86_400), "1000000000/8784h"),
  ])
  func `A rate is a count and a time`(_ text: String, _ count: Int, _ period: Duration, _ shortest: String) throws {
    let rate = try Rate(text)
    #expect(rate.count == count)
    #expect(rate.period == period)
    #expect(rate.description == shortest)
    #expect(try Rate(rate.description) == rate)
  }

  @Test(arguments: [
    "", "100", "100/", "/1s", "100/s", "100/1", "100/1d", "100/1S", "100 / 1s", "-1/1s", "+1/1s", "1/-1s", "1/+1s",
    "1.5/1s", "100/1s/1s", "0/1s", "1/0s", "1000000001/1s", "1/8785h", "99999999999999999999/1s",
    "1/99999999999999999999s", "1/9223372036854775807h", "١/1s", "1/١s", "1e3/1s",
  ])
  func `Anything else is none`(_ text: String) {
    #expect(throws: InvalidOption.self) { try Rate(text) }
  }

  @Test func `A period is counted in whole milliseconds`() throws {
    #expect(throws: InvalidOption.self) { try Rate(count: 1, per: .microseconds(1500)) }
    #expect(throws: InvalidOption.self) { try Rate(count: 1, per: .zero) }
    #expect(throws: InvalidOption.self) { try Rate(count: 1, per: .seconds(-1)) }
    #expect(throws: InvalidOption.self) { try Rate(count: 1, per: .seconds(Int64.max)) }
    #expect(try Rate(count: 1, per: .milliseconds(1)).description == "1/1ms")
  }
}
