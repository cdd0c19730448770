import HTTPTypes
import RampartCore
import Testing

@testable import RampartTraffic

@Suite struct RateLimitTests {
  private let clock = ManualClock()

  private func limit(
    _ rate: String = "3/1m",
    _ change: (inout RateLimitOptions) -> Void = { _ in },
    cost: (@Sendable (any RequestFacts) -> Int)? = nil
  ) throws -> RateLimit {
    var options = RateLimitOptions(name: "api", rate: try Rate(rate))
    change(&options)
    return try RateLimit(options, store: MemoryRateLimitStore(options, clock: clock.clock), cost: cost)
  }

  @Test func `What is within the limit passes and is told what is left`() throws {
    let limit = try limit("100/1s") { $0.burst = 100 }
    for left in [99, 98, 97] {
      let verdict = limit.evaluate(TestRequest())
      #expect(verdict.passes)
      #expect(verdict.values("RateLimit-Policy") == ["\"api\";q=100;w=1"])
      #expect(verdict.values("RateLimit") == ["\"api\";r=\(left);t=1"])
      #expect(verdict.values("Retry-After") == [])
    }
  }

  @Test func `What is over the limit is denied and told when to come back`() throws {
    let limit = try limit()
    for _ in 0..<3 { #expect(limit.evaluate(TestRequest()).passes) }
    let verdict = limit.evaluate(TestRequest())
    #expect(verdict.denial == .rateLimitExceeded)
    #expect(verdict.denial?.code == "rateLimit.exceeded")
    #expect(verdict.denial?.status == 429)
    #expect(verdict.values("Retry-After") == ["20"])
    #expect(verdict.values("RateLimit") == ["\"api\";r=0;t=20"])
    #expect(verdict.values("RateLimit-Policy") == ["\"api\";q=3;w=60"])
    clock.advance(by: .milliseconds(19_001))
    #expect(limit.evaluate(TestRequest()).values("Retry-After") == ["1"])
    clock.advance(by: .milliseconds(999))
    #expect(limit.evaluate(TestRequest()).passes)
  }

  @Test func `Another client has a count of its own`() throws {
    let limit = try limit("1/1m")
    #expect(limit.evaluate(TestRequest().from("192.0.2.1")).passes)
    #expect(limit.evaluate(TestRequest().from("192.0.2.1")).denial == .rateLimitExceeded)
    #expect(limit.evaluate(TestRequest().from("192.0.2.2")).passes)
  }

  @Test func `Another address of the same IPv6 network has not`() throws {
    let limit = try limit("1/1m")
    #expect(limit.evaluate(TestRequest().from("2001:db8::1")).passes)
    #expect(limit.evaluate(TestRequest().from("2001:db8::abcd")).denial == .rateLimitExceeded)
    #expect(limit.evaluate(TestRequest().from("2001:db8:0:1::1")).passes)
  }

  @Test func `The policy says what can be used at once and how long it takes to come back`() throws {
    #expect(
      try limit("10/1s") { $0.burst = 25 }.evaluate(TestRequest()).values("RateLimit-Policy") == ["\"api\";q=25;w=3"])
    #expect(try limit("10/100ms").evaluate(TestRequest()).values("RateLimit-Policy") == ["\"api\";q=10;w=1"])
    for algorithm in [RateLimitAlgorithm.fixedWindow, .slidingWindow] {
      let verdict = try limit("10/1h") { $0.algorithm = algorithm }.evaluate(TestRequest())
      #expect(verdict.values("RateLimit-Policy") == ["\"api\";q=10;w=3600"])
    }
  }

  @Test func `A request can cost more than one`() throws {
    let limit = try limit("10/1m") { $0.cost = 4 }
    #expect(limit.evaluate(TestRequest()).values("RateLimit") == ["\"api\";r=6;t=24"])
    #expect(limit.evaluate(TestRequest()).passes)
    #expect(limit.evaluate(TestRequest()).denial == .rateLimitExceeded)
  }

  @Test func `A cost can depend on the request, and a hostile one is never a way past`() throws {
    let limit = try limit("10/1m", cost: { Int($0.query) ?? 1 })
    func cost(_ query: String) -> Verdict {
      var request = TestRequest()
      request.query = query
      return limit.evaluate(request)
    }
    #expect(cost("9").passes)
    #expect(cost("2").denial == .rateLimitExceeded)
    let impossible = cost("9223372036854775807")
    #expect(impossible.denial == .rateLimitExceeded)
    #expect(impossible.values("Retry-After") == [])
    #expect(cost("-9223372036854775808").passes)
    #expect(cost("1").passes)
    #expect(cost("1").denial == .rateLimitExceeded)
  }

  @Test func `In detect mode everything passes and what would be denied is reported`() throws {
    let limit = try limit("1/1m") { $0.mode = .detect }
    #expect(limit.governedFields == [])
    let first = limit.evaluate(TestRequest())
    #expect(first.passes && first.detected == nil && first.response.isEmpty)
    let second = limit.evaluate(TestRequest())
    #expect(second.passes && second.detected == .rateLimitExceeded && second.response.isEmpty)
  }

  @Test func `Only failures consume where a limit counts those`() throws {
    let limit = try limit("2/1m") { $0.counts = [401, 403] }
    func attempt(_ status: Int) -> Verdict {
      let verdict = limit.evaluate(TestRequest())
      verdict.ticket?.answered(status: status)
      verdict.ticket?.ended()
      return verdict
    }
    for status in [200, 302, 404, 500, 429] { #expect(attempt(status).values("RateLimit") == ["\"api\";r=2;t=0"]) }
    #expect(attempt(401).passes)
    #expect(attempt(200).values("RateLimit") == ["\"api\";r=1;t=30"])
    #expect(attempt(403).passes)
    let denied = attempt(401)
    #expect(denied.denial == .rateLimitExceeded)
    #expect(denied.values("Retry-After") == ["30"])
    #expect(denied.ticket == nil)
  }

  @Test func `Guesses that are in flight at once are owed afterwards`() throws {
    let limit = try limit("2/1m") { $0.counts = [401] }
    let verdicts = (0..<10).map { _ in limit.evaluate(TestRequest()) }
    #expect(verdicts.allSatisfy { $0.passes })
    for verdict in verdicts { verdict.ticket?.answered(status: 401) }
    #expect(limit.evaluate(TestRequest()).values("Retry-After") == ["270"])
  }

  @Test func `A limit on failures that only detects still counts them`() throws {
    let limit = try limit("1/1m") { ($0.counts, $0.mode) = ([401], .detect) }
    for expected in [nil, Denial.rateLimitExceeded, .rateLimitExceeded] {
      let verdict = limit.evaluate(TestRequest())
      #expect(verdict.passes)
      #expect(verdict.detected == expected)
      verdict.ticket?.answered(status: 401)
    }
  }

  @Test func `The backend's own fields are the control's business, its Retry-After is not`() throws {
    #expect(try limit().governedFields.map(\.canonicalName) == ["ratelimit", "ratelimit-policy"])
  }

  @Test func `Two limits make two members of one list`() throws {
    var answer: HTTPFields = [.init("RateLimit") ?? .server: "\"backend\";r=1", .retryAfter: "7"]
    let verdict = try limit().evaluate(TestRequest())
    let other = try limit { $0.name = "other" }.evaluate(TestRequest())
    [verdict.response, other.response].apply(to: &answer, governing: try limit().governedFields)
    let name = try #require(HTTPField.Name("RateLimit"))
    #expect(answer[values: name] == ["\"api\";r=2;t=20", "\"other\";r=2;t=20"])
    #expect(answer[.retryAfter] == "7")
  }

  @Test func `The summary says what the limit is`() throws {
    #expect(try limit().summary == "api: 3/1m requests for each client, gcra, in memory")
    let other = try limit {
      ($0.keys, $0.burst, $0.counts, $0.mode) = ([.client, .pathSegment(2)], 9, [403, 401], .detect)
    }
    #expect(
      other.summary
        == "api: 3/1m answers 401, 403 for each client and path.2, gcra, at most 9 at once, in memory, only reported")
    #expect(try limit().name == "rateLimit.api")
  }
}
