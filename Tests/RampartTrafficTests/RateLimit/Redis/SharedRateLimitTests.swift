import HTTPTypes
import RampartCore
import RampartRedis
import Testing

@testable import RampartTraffic

@Suite struct SharedRateLimitTests {
  private let clock = ManualClock()
  private let redis = FakeRedis()

  private func limit(
    _ whenDown: RateLimitFallback = .local,
    _ change: (inout RateLimitOptions) -> Void = { _ in }
  ) throws -> SharedRateLimit {
    var options = RateLimitOptions(name: "api", rate: try Rate("2/1m"))
    options.whenDown = whenDown
    change(&options)
    return try SharedRateLimit(options, redis: redis, clock: clock.clock)
  }

  @Test func `What Redis admits passes, what it denies does not`() async throws {
    let limit = try limit()
    redis.answer(1, 30_000_000, 0)
    let pass = await limit.evaluate(TestRequest())
    #expect(pass.passes)
    #expect(pass.detected == nil)
    #expect(pass.values("RateLimit") == ["\"api\";r=1;t=30"])
    #expect(pass.values("RateLimit-Policy") == ["\"api\";q=2;w=60"])
    redis.answer(0, 59_000_000, 0)
    let denied = await limit.evaluate(TestRequest())
    #expect(denied.denial == .rateLimitExceeded)
    #expect(denied.values("Retry-After") == ["29"])
  }

  @Test func `One key of one slot is asked for, and no value of the request is in it`() async throws {
    redis.answer(1, 0, 0)
    let limit = try limit { $0.keys = [.header(.authorization)] }
    _ = await limit.evaluate(TestRequest().with("Authorization", "hunter2"))
    let decision = try #require(redis.calls.last)
    #expect(decision.keys.count == 1)
    let parts = try #require(decision.keys.first?.wholeMatch(of: /rampart:\{api:[0-9a-f]{32}\}/))
    #expect(!parts.output.contains("hunter2"))
    #expect(decision.arguments == ["take", "30000000", "0", "60000000", "0", "2", "316224000000000"])
  }

  @Test func `Two processes use the same key, whoever comes first`() async throws {
    let held = "0123456789abcdef0123456789abcdef"
    redis.answer { $0.isAgreement ? .bulk(Array(held.utf8)) : .array([.integer(1), .integer(0), .integer(0)]) }
    let (first, second) = (try limit(), try limit())
    _ = await first.evaluate(TestRequest())
    _ = await second.evaluate(TestRequest())
    let decisions = redis.calls.filter { !$0.isAgreement }
    #expect(decisions.count == 2)
    #expect(decisions[0].keys == decisions[1].keys)
    let offers = redis.calls.filter(\.isAgreement).flatMap(\.arguments)
    #expect(Set(offers).count == 2)
  }

  @Test func `The secret is asked for again once in a while, offering what was used`() async throws {
    redis.answer(1, 0, 0)
    let limit = try limit()
    for _ in 0..<3 { _ = await limit.evaluate(TestRequest()) }
    #expect(redis.calls.count { $0.isAgreement } == 1)
    clock.advance(by: .seconds(61))
    _ = await limit.evaluate(TestRequest())
    let offers = redis.calls.filter(\.isAgreement).flatMap(\.arguments)
    #expect(offers.count == 2 && offers[0] == offers[1])
    #expect(Set(redis.calls.filter { !$0.isAgreement }.flatMap(\.keys)).count == 1)
  }

  @Test(arguments: ["", "0123", "0123456789abcdef0123456789abcdeg", "+123456789abcdef0123456789abcdef", "-1"])
  func `A secret that is none is a failure of Redis`(_ text: String) async throws {
    redis.answer { $0.isAgreement ? .bulk(Array(text.utf8)) : .array([.integer(1), .integer(0), .integer(0)]) }
    let verdict = await (try limit(.closed)).evaluate(TestRequest())
    #expect(verdict.denial == .rateLimitUnavailable)
  }

  @Test(arguments: [
    RESPValue.null, .integer(1), .array([]), .array([.integer(1), .integer(0)]), .simple("OK"),
    .array([.integer(2), .integer(0), .integer(0)]), .array([.integer(1), .integer(-1), .integer(0)]),
    .array([.integer(1), .integer(0), .null]), .array([.integer(1), .integer(0), .integer(0), .integer(0)]),
  ])
  func `An answer that is none is a failure of Redis`(_ reply: RESPValue) async throws {
    redis.answer { $0.isAgreement ? .bulk(Array(($0.arguments.first ?? "").utf8)) : reply }
    let verdict = await (try limit(.closed)).evaluate(TestRequest())
    #expect(verdict.denial == .rateLimitUnavailable)
  }

  @Test func `Open lets everything pass and reports it`() async throws {
    let limit = try limit(.open)
    for _ in 0..<10 {
      let verdict = await limit.evaluate(TestRequest())
      #expect(verdict.passes)
      #expect(verdict.detected?.code == "rateLimit.storeDown")
      #expect(verdict.response.isEmpty)
    }
  }

  @Test func `Closed lets nothing pass`() async throws {
    let verdict = await (try limit(.closed)).evaluate(TestRequest())
    #expect(verdict.denial?.code == "rateLimit.unavailable")
    #expect(verdict.denial?.status == 503)
    #expect(verdict.values("Retry-After") == ["1"])
    let detected = await (try limit(.closed) { $0.mode = .detect }).evaluate(TestRequest())
    #expect(detected.passes)
    #expect(detected.detected == .rateLimitUnavailable)
  }

  @Test func `Local counts in this process and reports it`() async throws {
    let limit = try limit(.local)
    for _ in 0..<2 {
      let verdict = await limit.evaluate(TestRequest())
      #expect(verdict.passes)
      #expect(verdict.detected == .rateLimitStoreDown)
    }
    let denied = await limit.evaluate(TestRequest())
    #expect(denied.denial == .rateLimitExceeded)
    #expect(denied.values("Retry-After") == ["30"])
    #expect(await limit.evaluate(TestRequest().from("192.0.2.9")).passes)
  }

  @Test func `After three failures Redis is left alone for a while, then one request tries`() async throws {
    let limit = try limit(.open)
    for _ in 0..<50 { _ = await limit.evaluate(TestRequest()) }
    #expect(redis.calls.count == 3)
    clock.advance(by: .milliseconds(499))
    _ = await limit.evaluate(TestRequest())
    #expect(redis.calls.count == 3)
    clock.advance(by: .milliseconds(1))
    for _ in 0..<50 { _ = await limit.evaluate(TestRequest()) }
    #expect(redis.calls.count == 4)
    clock.advance(by: .milliseconds(500))
    redis.answer(1, 0, 0)
    for _ in 0..<50 { #expect(await limit.evaluate(TestRequest()).detected == nil) }
    #expect(redis.calls.count == 4 + 1 + 50)
  }

  @Test func `A client that goes away is no failure of Redis`() async throws {
    let limit = try limit(.open)
    for _ in 0..<20 {
      let task = Task { () -> Verdict in
        withUnsafeCurrentTask { $0?.cancel() }
        return await limit.evaluate(TestRequest())
      }
      #expect(await task.value.passes)
    }
    #expect(redis.calls.count == 20)
  }

  @Test func `Failures are charged once the answer is known`() async throws {
    redis.answer(1, 0, 0)
    let limit = try limit { $0.counts = [401] }
    let verdict = await limit.evaluate(TestRequest())
    #expect(redis.calls.last?.arguments.first == "peek")
    verdict.ticket?.answered(status: 200)
    verdict.ticket?.answered(status: 401)
    for _ in 0..<1000 where redis.calls.last?.arguments.first != "charge" {
      try await Task.sleep(for: .milliseconds(5))
    }
    #expect(redis.calls.count { $0.arguments.first == "charge" } == 1)
  }

  @Test func `A sliding window that Lua cannot count exactly is refused`() throws {
    var options = RateLimitOptions(name: "api", rate: try Rate("1000000000/24h"))
    options.algorithm = .slidingWindow
    #expect(throws: InvalidOption.self) { try SharedRateLimit(options, redis: redis) }
    options.rate = try Rate("100000000/24h")
    #expect(throws: Never.self) { try SharedRateLimit(options, redis: redis) }
  }
}
