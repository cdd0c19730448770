import RampartCore
import RampartRedis
import RampartTesting
import Testing

@testable import RampartTraffic

@Suite(.enabled(if: RedisServer.isInstalled, Comment(rawValue: RedisServer.reason)))
struct RedisRateLimitStoreTests {
  private func options(_ rate: String, _ algorithm: RateLimitAlgorithm = .gcra) throws -> RateLimitOptions {
    var options = RateLimitOptions(name: "api", rate: try Rate(rate))
    options.algorithm = algorithm
    return options
  }

  @Test(arguments: StoreConformance.algorithms)
  func `The store in Redis does what every store does`(_ algorithm: RateLimitAlgorithm) async throws {
    try await RedisServer.with { server in
      try await server.withClient { client in
        let conformance = StoreConformance(
          makeStore: { try RedisRateLimitStore($0, redis: client) }, wait: { try await Task.sleep(for: $0) })
        try await conformance.check(algorithm)
      }
    }
  }

  @Test(arguments: StoreConformance.algorithms)
  func `The scripts decide as a textbook decides`(_ algorithm: RateLimitAlgorithm) async throws {
    try await RedisServer.with { server in
      try await server.withClient { client in
        for text in ["7/1h", "1000/1h", "999983/24h", "1/24h", "100000000/24h"] {
          try await compare(text, algorithm, client)
        }
      }
    }
  }

  private func compare(_ text: String, _ algorithm: RateLimitAlgorithm, _ client: RedisClient) async throws {
    var generator = SeededGenerator(seed: 11)
    // Of now: the numbers are as large as they will be.
    let clock = ManualClock(1_800_000_000_000_000_000)
    let options = try options(text, algorithm)
    let store = try RedisRateLimitStore(options, redis: TimedRedis(client, clock))
    let tick: UInt64 = algorithm == .gcra ? 1000 : 1_000_000
    let one = UInt64(options.rate.milliseconds) * 1_000_000 / UInt64(options.rate.count) / tick
    let fresh = ReferenceLimit(rate: options.rate, burst: options.rate.count, algorithm: algorithm)
    var models = Array(repeating: fresh, count: 5)
    var differences = 0
    var denied = 0
    for _ in 0..<2000 {
      clock.advance(UInt64.random(in: 0...(one / 4 + 1), using: &generator) * tick)
      if Int.random(in: 0..<50, using: &generator) == 0 {
        clock.advance(UInt64(Int.random(in: 0...options.rate.milliseconds, using: &generator)) * 1_000_000)
      }
      let number = Int.random(in: 0..<models.count, using: &generator)
      let key = RateLimitKeyHash(first: UInt64(number), second: UInt64(options.rate.count))
      let costs = [1, 1, 1, options.rate.count / 3, options.rate.count, options.rate.count + 1, 0, .max]
      let cost = costs.randomElement(using: &generator) ?? 1
      let action = [RateLimitAction.take, .take, .take, .peek, .charge].randomElement(using: &generator) ?? .take
      let outcome = try await store.apply(action, cost: cost, to: key)
      let expected = models[number].apply(action, cost: cost, at: clock.now)
      if outcome.isAllowed != expected.isAllowed || outcome.remaining != expected.remaining { differences += 1 }
      if !outcome.isAllowed { denied += 1 }
    }
    #expect(differences == 0, "\(text)")
    #expect(denied > 100, "\(text): the events are too tame to show anything")
  }

  @Test(arguments: StoreConformance.algorithms)
  func `A key that is worth nothing any more is gone`(_ algorithm: RateLimitAlgorithm) async throws {
    try await RedisServer.with { server in
      try await server.withClient { client in
        let store = try RedisRateLimitStore(options("5/200ms", algorithm), redis: client)
        for number in 0..<20 as Range<UInt64> {
          _ = try await store.apply(.take, cost: 1, to: RateLimitKeyHash(first: number, second: 0))
          _ = try await store.apply(.peek, cost: 1, to: RateLimitKeyHash(first: number, second: 1))
        }
        #expect(try await client.send(["DBSIZE"]).integer ?? 99 <= 20)
        for _ in 0..<200 {
          if try await client.send(["DBSIZE"]) == .integer(0) { break }
          try await Task.sleep(for: .milliseconds(20))
        }
        #expect(try await client.send(["DBSIZE"]) == .integer(0))
      }
    }
  }

  @Test func `Two gateways that share a limit admit what one would, within 1 %`() async throws {
    try await RedisServer.with { server in
      try await server.withClient { first in
        try await server.withClient { second in
          // Slow enough for the demand to exceed it on any machine, and with room for seconds in which a busy one does not
          // let us ask.
          var options = try options("50/1s")
          options.burst = 300
          let limits = [try SharedRateLimit(options, redis: first), try SharedRateLimit(options, redis: second)]
          _ = await limits[0].evaluate(TestRequest().from("192.0.2.99"))
          let start = ContinuousClock.now
          let loads = await withTaskGroup(of: Load.self) { group in
            for worker in 0..<16 {
              group.addTask { await Self.hammer(limits[worker % 2], until: start + .seconds(3)) }
            }
            return await group.reduce(into: [Load]()) { $0.append($1) }
          }
          let admitted = loads.reduce(0) { $0 + $1.admitted }
          // The burst is full until the first answer, and there was demand until the last request was sent.
          let first = try #require(loads.compactMap(\.firstAnswer).min())
          let demand = try #require(loads.map(\.lastRequest).max()) - first
          let elapsed = (ContinuousClock.now - start) / .seconds(1)
          let (least, most) = (300 + 50 * (demand / .seconds(1)), 300 + 50 * elapsed)
          print("two gateways: \(admitted) admitted, \(Int(least)) to \(Int(most)) by the rate")
          #expect(Double(admitted) <= most * 1.01)
          #expect(Double(admitted) >= least * 0.99)
        }
      }
    }
  }

  private struct Load: Sendable {
    var admitted = 0
    var firstAnswer: ContinuousClock.Instant?
    var lastRequest = ContinuousClock.now
  }

  private static func hammer(_ limit: SharedRateLimit, until end: ContinuousClock.Instant) async -> Load {
    var load = Load()
    while ContinuousClock.now < end {
      load.lastRequest = .now
      let verdict = await limit.evaluate(TestRequest())
      if verdict.passes, verdict.detected == nil { load.admitted += 1 }
      load.firstAnswer = load.firstAnswer ?? .now
    }
    return load
  }

  @Test func `A Redis that is killed and started again under load is missed and found again`() async throws {
    try await RedisServer.with { server in
      try await server.withClient { client in
        var options = try options("1000000/1s")
        options.whenDown = .closed
        let limit = try SharedRateLimit(options, redis: client)
        func counts(_ count: Int) async throws -> (passed: Int, refused: Int) {
          var result = (0, 0)
          for _ in 0..<count {
            let verdict = await limit.evaluate(TestRequest())
            if verdict.passes { result.0 += 1 }
            if verdict.denial == .rateLimitUnavailable { result.1 += 1 }
          }
          return result
        }
        #expect(try await counts(200) == (200, 0))
        server.kill()
        let down = try await counts(200)
        #expect(down == (0, 200))
        try await server.start()
        var recovered = false
        for _ in 0..<200 where !recovered {
          recovered = try await counts(1).passed == 1
          if !recovered { try await Task.sleep(for: .milliseconds(25)) }
        }
        #expect(recovered)
        #expect(try await counts(200) == (200, 0))
      }
    }
  }

  @Test func `A key that holds something else is a failure, not a free pass`() async throws {
    try await RedisServer.with { server in
      try await server.withClient { client in
        for algorithm in StoreConformance.algorithms {
          let store = try RedisRateLimitStore(options("5/1h", algorithm), redis: client)
          let key = RateLimitKeyHash(first: 1, second: 2)
          _ = try await client.send(["SET", "rampart:{api:\(key.text)}", "nonsense"])
          await #expect(throws: RedisError.self) { try await store.apply(.take, cost: 1, to: key) }
          _ = try await client.send(["DEL", "rampart:{api:\(key.text)}"])
          _ = try await client.send(["LPUSH", "rampart:{api:\(key.text)}", "x"])
          await #expect(throws: RedisError.self) { try await store.apply(.take, cost: 1, to: key) }
          _ = try await client.send(["DEL", "rampart:{api:\(key.text)}"])
        }
      }
    }
  }
}
