import RampartCore
import RampartTraffic
import Testing

@Suite struct RateLimitOptionsTests {
  private func code(
    rate: String = "10/1s",
    _ change: (inout RateLimitOptions) -> Void = { _ in }
  ) throws -> String? {
    var options = RateLimitOptions(name: "api", rate: try Rate(rate))
    change(&options)
    do throws(InvalidOption) {
      _ = try RateLimit(options)
      return nil
    } catch {
      return error.code
    }
  }

  @Test func `A name and a rate are enough`() throws {
    #expect(try code() == nil)
  }

  @Test(arguments: ["", "1x", "a b", "a\"b", "ä", String(repeating: "a", count: 65)])
  func `A name that would need an escape is refused`(_ name: String) throws {
    #expect(try code { $0.name = name } == "rateLimit.invalidName")
  }

  @Test func `What makes no limit is refused`() throws {
    #expect(try code { $0.keys = [] } == "rateLimit.invalidKey")
    #expect(try code { $0.keys = Array(repeating: .client, count: 9) } == "rateLimit.invalidKey")
    #expect(try code { $0.keys = [.pathSegment(0)] } == "rateLimit.invalidKey")
    #expect(try code { $0.ipv6Prefix = 0 } == "rateLimit.invalidPrefix")
    #expect(try code { $0.ipv6Prefix = 129 } == "rateLimit.invalidPrefix")
    #expect(try code { $0.capacity = 0 } == "rateLimit.invalidCapacity")
    #expect(try code { $0.capacity = .max } == "rateLimit.invalidCapacity")
    #expect(try code { $0.cost = -1 } == "rateLimit.invalidCost")
    #expect(try code { $0.cost = 11 } == "rateLimit.invalidCost")
    #expect(try code { $0.cost = 10 } == nil)
    #expect(try code { $0.burst = 0 } == "rateLimit.invalidBurst")
    #expect(try code { $0.burst = .max } == "rateLimit.invalidBurst")
    #expect(try code { $0.counts = [] } == "rateLimit.invalidCounts")
    #expect(try code { $0.counts = [200] } == "rateLimit.invalidCounts")
    #expect(try code { $0.store = .redis } == "rateLimit.invalidStore")
  }

  @Test func `A window has no burst`() throws {
    for algorithm in [RateLimitAlgorithm.fixedWindow, .slidingWindow] {
      #expect(try code { ($0.algorithm, $0.burst) = (algorithm, 20) } == "rateLimit.invalidBurst")
      #expect(try code { ($0.algorithm, $0.burst) = (algorithm, 10) } == nil)
    }
    #expect(try code { $0.burst = 20 } == nil)
  }

  @Test func `A burst that takes longer than ten years to come back is refused`() throws {
    #expect(try code(rate: "1/8784h") { $0.burst = 10 } == nil)
    #expect(try code(rate: "1/8784h") { $0.burst = 11 } == "rateLimit.invalidBurst")
    #expect(try code(rate: "1/8784h") { $0.burst = 1_000_000_000 } == "rateLimit.invalidBurst")
    #expect(try code(rate: "1000000000/1ms") { $0.burst = 1_000_000_000 } == nil)
  }
}
