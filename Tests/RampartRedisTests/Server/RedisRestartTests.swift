import RampartCore
import RampartRedis
import Synchronization
import Testing

@Suite(.enabled(if: RedisServer.isInstalled, Comment(rawValue: RedisServer.reason)))
struct RedisRestartTests {
  /// Ends the load: after the last start, however long the machine takes for all of them.
  private final class End: Sendable {
    let isReached = Atomic(false)
  }

  private struct Tally: Sendable {
    var calls = 0
    var successes = 0
    var lastLife = 0
    var wrong = 0
    var otherFailures = 0
    var slowest = Duration.zero
  }

  @Test func `Killed and started again under load, no command hangs and the client comes back`() async throws {
    try await RedisServer.with { server async throws in
      try await RedisClient.with(server.url, { $0.commandTimeout = .seconds(2) }) { client async throws in
        let end = End()
        async let load = load(on: client, until: end)
        var lives = 1
        for _ in 0..<3 {
          try await Task.sleep(for: .milliseconds(700))
          server.kill()
          try await Task.sleep(for: .milliseconds(200))
          try await server.start()
          lives += 1
          _ = try await client.comesBack()
          _ = try await client.send(["SET", "life", "\(lives)"])
        }
        try await Task.sleep(for: .milliseconds(700))
        end.isReached.store(true, ordering: .relaxed)
        let tally = await load
        #expect(tally.calls > 1000)
        #expect(tally.successes > 500)
        #expect(tally.lastLife > 0, "there were answers after the last start")
        #expect(tally.wrong == 0)
        #expect(tally.otherFailures == 0)
        #expect(tally.slowest < .seconds(3))
        #expect(try await client.send(["PING"]) == .simple("PONG"))
      }
    }
  }

  private func load(on client: RedisClient, until end: End) async -> Tally {
    await withTaskGroup(of: Tally.self) { tasks in
      for worker in 0..<50 { tasks.addTask { await work(worker, client, until: end) } }
      return await tasks.reduce(into: Tally()) { sum, part in
        sum.calls += part.calls
        sum.successes += part.successes
        sum.lastLife += part.lastLife
        sum.wrong += part.wrong
        sum.otherFailures += part.otherFailures
        sum.slowest = max(sum.slowest, part.slowest)
      }
    }
  }

  private func work(_ worker: Int, _ client: RedisClient, until end: End) async -> Tally {
    var tally = Tally()
    let script = RedisScript("return {ARGV[1], redis.call('GET', KEYS[1])}")
    while !end.isReached.load(ordering: .relaxed) {
      tally.calls += 1
      let token = "\(worker)-\(tally.calls)"
      let start = ContinuousClock.now
      do throws(RedisError) {
        let reply = try await client.evaluate(script, keys: ["life"], arguments: [token]).elements ?? []
        tally.successes += 1
        if reply.first?.text != token { tally.wrong += 1 }
        if reply.last?.text == "4" { tally.lastLife += 1 }
      } catch {
        let isExpected = error.kind == .unavailable || error.kind == .connectionLost
        if !isExpected { tally.otherFailures += 1 }
        try? await Task.sleep(for: .milliseconds(1))
      }
      tally.slowest = max(tally.slowest, ContinuousClock.now - start)
    }
    return tally
  }
}
