import Foundation
import RampartCore
import RampartTesting
import Testing

@testable import RampartRedis

@Suite(.enabled(if: RedisServer.isInstalled, Comment(rawValue: RedisServer.reason)))
struct RedisClusterTests {
  @Test(arguments: [
    ("MOVED 3999 127.0.0.1:6381", "127.0.0.1:6381", false), ("ASK 0 redis.example:7000", "redis.example:7000", true),
    ("MOVED 16383 ::1:6381", "[::1]:6381", false), ("MOVED 1 :6381", "home:6381", false),
  ])
  func `Redirects are read`(_ message: String, _ address: String, _ isAsk: Bool) {
    let redirect = ClusterRedirect(message, from: .network(host: "home", port: 1))
    #expect(redirect?.address.description == address)
    #expect(redirect?.isAsk == isAsk)
  }

  @Test(arguments: [
    "MOVED", "MOVED 1", "MOVED 16384 h:1", "MOVED -1 h:1", "MOVED x h:1", "MOVED 1 h", "MOVED 1 h:0", "MOVED 1 h:99999",
    "MOVED 1 ?:1", "MOVED 1 h:1 more", "moved 1 h:1", "ASKING 1 h:1", "ERR MOVED 1 h:1", "MOVED  1 h:1",
    "MOVED 1 a b:1",
  ])
  func `What is no redirect is an ordinary error`(_ message: String) {
    #expect(ClusterRedirect(message, from: .network(host: "home", port: 1)) == nil)
  }

  @Test func `Slots are those that the server computes`() async throws {
    try await withNode { _, client async throws in
      var generator = SeededGenerator(seed: 6)
      let named = ["", "a", "{a}", "{}a", "x{a}y", "{a", "a}{b}", "{a}{b}", "{{a}}", "a{}{b}", "\u{E9}", "123456789"]
      let random = (0..<200).map { _ in
        String(
          String.UnicodeScalarView((0..<12).compactMap { _ in "ab{}:".unicodeScalars.randomElement(using: &generator) })
        )
      }
      for key in named + random {
        #expect(try await client.send(["CLUSTER", "KEYSLOT", key]) == .integer(Int64(ClusterSlot.of(key))), "\(key)")
      }
    }
  }

  @Test func `A single node that has all slots answers`() async throws {
    try await withNode { _, client async throws in
      _ = try await client.send(["CLUSTER", "ADDSLOTSRANGE", "0", "16383"])
      #expect(try await isWell(client))
      let script = RedisScript("return redis.call('INCR', KEYS[1])")
      for _ in 0..<3 { _ = try await client.evaluate(script, keys: ["{client}:a"], arguments: []) }
      #expect(try await client.send(["GET", "{client}:a"]).text == "3")
      let error = await client.failure(["MGET", "a", "b"])
      #expect(error?.answerCode == "CROSSSLOT")
    }
  }

  @Test func `Keys of two nodes are found through one, moved ones and those on their way too`() async throws {
    try await withNode { firstServer, first async throws in
      try await withNode { secondServer, second async throws in
        _ = try await first.send(["CLUSTER", "ADDSLOTSRANGE", "0", "8191"])
        _ = try await second.send(["CLUSTER", "ADDSLOTSRANGE", "8192", "16383"])
        _ = try await first.send([
          "CLUSTER", "MEET", "127.0.0.1", "\(secondServer.port)", "\(secondServer.busPort ?? 0)",
        ])
        #expect(try await isWell(first))
        #expect(try await isWell(second))
        try await redirects(first, second)
        try await scripts(first)
        try await asks(first, second)
        try await moves(first, second, to: firstServer)
      }
    }
  }

  private func redirects(_ first: RedisClient, _ second: RedisClient) async throws {
    for index in 0..<200 { _ = try await first.send(["SET", "k\(index)", "\(index)"]) }
    for index in 0..<200 {
      #expect(try await first.send(["GET", "k\(index)"]).text == "\(index)")
      #expect(try await second.send(["GET", "k\(index)"]).text == "\(index)")
    }
  }

  private func scripts(_ first: RedisClient) async throws {
    let script = RedisScript("return redis.call('INCR', KEYS[1])")
    for index in 0..<50 {
      for round in 1...3 {
        #expect(try await first.evaluate(script, keys: ["s\(index)"], arguments: []) == .integer(Int64(round)))
      }
    }
    // Once a slot is known, its scripts go to their node at once.
    let before = try await errors(first)
    for index in 0..<50 { _ = try await first.evaluate(script, keys: ["s\(index)"], arguments: []) }
    #expect(try await errors(first) == before)
  }

  private func errors(_ client: RedisClient) async throws -> String? {
    let lines = try await client.send(["INFO", "errorstats"]).text?.split(whereSeparator: \.isNewline)
    return lines?.first { $0.hasPrefix("errorstat_MOVED") }.map(String.init)
  }

  /// The slot of `{1}` is at the second node (9842); it is made to be on its way to the first.
  private func asks(_ first: RedisClient, _ second: RedisClient) async throws {
    let slot = String(ClusterSlot.of("1"))
    let (firstID, secondID) = (try await identity(first), try await identity(second))
    _ = try await second.send(["CLUSTER", "SETSLOT", slot, "MIGRATING", firstID])
    _ = try await first.send(["CLUSTER", "SETSLOT", slot, "IMPORTING", secondID])
    _ = try await second.send(["SET", "{1}:new", "v"])
    #expect(try await second.send(["GET", "{1}:new"]).text == "v")
    #expect(try await first.send(["GET", "{1}:new"]).text == "v")
    #expect(try await first.send(["CLUSTER", "COUNTKEYSINSLOT", slot]) == .integer(1), "it is at the first node")
    let script = RedisScript("return redis.call('INCR', KEYS[1])")
    #expect(try await first.evaluate(script, keys: ["{1}:n"], arguments: []) == .integer(1))
    #expect(try await first.evaluate(script, keys: ["{1}:n"], arguments: []) == .integer(2))
  }

  private func moves(_ first: RedisClient, _ second: RedisClient, to server: RedisServer) async throws {
    let slot = String(ClusterSlot.of("1"))
    let identity = try await identity(first)
    _ = try await first.send(["CLUSTER", "SETSLOT", slot, "NODE", identity])
    _ = try await second.send(["CLUSTER", "SETSLOT", slot, "NODE", identity])
    let script = RedisScript("return redis.call('INCR', KEYS[1])")
    for client in [first, second, first] {
      #expect(try await client.evaluate(script, keys: ["{1}:n"], arguments: []).integer ?? 0 > 2)
    }
  }

  private func identity(_ client: RedisClient) async throws -> String {
    try #require(await client.send(["CLUSTER", "MYID"]).text)
  }

  private func isWell(_ client: RedisClient) async throws -> Bool {
    for _ in 0..<400 {
      let state = try await client.send(["CLUSTER", "INFO"]).text ?? ""
      if state.contains("cluster_state:ok"), state.contains("cluster_slots_ok:16384") { return true }
      try await Task.sleep(for: .milliseconds(25))
    }
    return false
  }

  private func withNode(_ body: (RedisServer, RedisClient) async throws -> Void) async throws {
    let busPort = try await RedisServer.freePort()
    let settings = ["--cluster-enabled", "yes", "--cluster-port", "\(busPort)"]
    try await RedisServer.with(settings, busPort: busPort) { server async throws in
      try await RedisClient.with(server.url) { client async throws in try await body(server, client) }
    }
  }
}
