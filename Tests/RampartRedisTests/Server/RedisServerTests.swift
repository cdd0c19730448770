import Foundation
import RampartCore
import RampartRedis
import Testing

@Suite(.enabled(if: RedisServer.isInstalled, Comment(rawValue: RedisServer.reason)))
struct RedisServerTests {
  @Test func `Thousands of commands at once get each its own reply, over one connection`() async throws {
    try await RedisServer.with { server async throws in
      try await RedisClient.with(server.url) { client async throws in
        let wrong = try await withThrowingTaskGroup(of: Int.self) { tasks in
          for worker in 0..<100 {
            tasks.addTask {
              var wrong = 0
              for index in 0..<100 {
                let text = "\(worker)-\(index)"
                if try await client.send(["ECHO", text]).text != text { wrong += 1 }
              }
              return wrong
            }
          }
          return try await tasks.reduce(0, +)
        }
        #expect(wrong == 0)
        let clients = try await client.send(["CLIENT", "LIST"]).text ?? ""
        #expect(clients.split(separator: "\n").count == 1)
        #expect(clients.contains("resp=3"))
      }
    }
  }

  @Test func `Commands of one task leave in the order in which they are given`() async throws {
    try await RedisServer.with { server async throws in
      try await RedisClient.with(server.url) { client async throws in
        let numbers = try await withThrowingTaskGroup(of: Int64.self) { tasks in
          for _ in 0..<5000 { tasks.addTask { try await client.send(["INCR", "n"]).integer ?? 0 } }
          return try await tasks.reduce(into: []) { $0.append($1) }
        }
        #expect(numbers.sorted() == Array(1...5000))
        for index in 0..<200 { _ = try await client.send(["RPUSH", "list", "\(index)"]) }
        let list = try await client.send(["LRANGE", "list", "0", "-1"]).elements ?? []
        #expect(list.compactMap(\.text) == (0..<200).map(String.init))
      }
    }
  }

  @Test func `Arguments and replies are bytes of any kind and length`() async throws {
    try await RedisServer.with { server async throws in
      try await RedisClient.with(server.url) { client async throws in
        for value in [
          "", "\r\n", "\0", "\u{E9}\u{1F600}", "*1\r\n$4\r\nPING\r\n", String(repeating: "x", count: 3 << 20),
        ] {
          _ = try await client.send(["SET", "k", value])
          #expect(try await client.send(["GET", "k"]).text == value)
        }
        #expect(try await client.send(["GET", "nothing"]) == .null)
        _ = try await client.send(["HSET", "h", "f", "v"])
        #expect(
          try await client.send(["HGETALL", "h"])
            == .map([RESPPair(key: .bulk(Array("f".utf8)), value: .bulk(Array("v".utf8)))]))
        let error = await client.failure(["INCR", "h"])
        #expect(error?.kind == .answer && error?.answerCode == "WRONGTYPE")
      }
    }
  }

  @Test func `A reply over the limit closes the connection, and the client comes back`() async throws {
    try await RedisServer.with { server async throws in
      try await RedisClient.with(server.url) { client async throws in
        _ = try await client.send(["SETRANGE", "large", "9000000", "x"])
        #expect(await client.failure(["GET", "large"])?.kind == .protocolViolation)
        #expect(try await client.comesBack())
      }
    }
  }

  @Test func `A unix socket and a database`() async throws {
    try await RedisServer.with { server async throws in
      try await RedisClient.with("unix:\(server.socket)?db=3") { client async throws in
        _ = try await client.send(["SET", "k", "v"])
        #expect(try await client.send(["DBSIZE"]) == .integer(1))
      }
      try await RedisClient.with(server.url + "/0") { client async throws in
        #expect(try await client.send(["DBSIZE"]) == .integer(0))
      }
      try await RedisClient.with(server.url + "/99") { client async throws in
        let error = await client.failure(["PING"])
        #expect(error?.kind == .unavailable)
        #expect(error?.detail.contains("database 99") == true)
      }
    }
  }

  @Test func `The right password is let in, a wrong one and none are not`() async throws {
    try await RedisServer.with(["--requirepass", "topsecret"]) { server async throws in
      try await RedisClient.with(server.url, { $0.password = Redacted("topsecret") }) { client async throws in
        #expect(try await client.send(["PING"]) == .simple("PONG"))
        _ = try await client.send(["ACL", "SETUSER", "ann", "on", ">hers", "+@all", "~*"])
      }
      try await RedisClient.with("redis://ann:hers@127.0.0.1:\(server.port)") { client async throws in
        #expect(try await client.send(["ACL", "WHOAMI"]).text == "ann")
      }
      for (password, word) in [("hidden-guess", "refuses the user or the password"), (nil, "asks for a password")] {
        try await RedisClient.with(server.url, { $0.password = password.map { Redacted($0) } }) { client async throws in
          let error = try #require(await client.failure(["PING"]))
          #expect(error.kind == .unavailable)
          #expect(error.detail.contains(word))
          #expect(!error.description.contains("hidden-guess"))
        }
      }
    }
  }

  @Test func `A server without HELLO is spoken to in RESP2`() async throws {
    try await RedisServer.with(["--rename-command", "HELLO", "", "--requirepass", "pw"]) { server async throws in
      try await RedisClient.with(server.url + "/1", { $0.password = Redacted("pw") }) { client async throws in
        #expect(try await client.send(["CLIENT", "INFO"]).text?.contains("resp=2") == true)
        _ = try await client.send(["HSET", "h", "f", "v"])
        #expect(try await client.send(["HGETALL", "h"]).elements?.compactMap(\.text) == ["f", "v"])
        #expect(try await client.send(["GET", "nothing"]) == .null)
      }
      try await RedisClient.with(server.url, { $0.password = Redacted("wrong") }) { client async throws in
        #expect(await client.failure(["PING"])?.detail.contains("refuses the user or the password") == true)
      }
    }
  }

  @Test func `A script runs by its digest, and by its text where the server lost it`() async throws {
    let script = RedisScript("return {KEYS[1], ARGV[1], redis.call('INCR', KEYS[1])}")
    try await RedisServer.with { server async throws in
      try await RedisClient.with(server.url) { client async throws in
        for round in 1...3 {
          let reply = try await client.evaluate(script, keys: ["k"], arguments: ["a\r\n"])
          #expect(reply == .array([.bulk([0x6B]), .bulk(Array("a\r\n".utf8)), .integer(Int64(round))]))
        }
        _ = try await client.send(["SCRIPT", "FLUSH"])
        _ = try await client.send(["CONFIG", "RESETSTAT"])
        for _ in 4...6 { _ = try await client.evaluate(script, keys: ["k"], arguments: [""]) }
        #expect(try await client.send(["GET", "k"]).text == "6", "no round ran twice")
        let calls = try await client.send(["INFO", "commandstats"]).text ?? ""
        #expect(calls.contains("cmdstat_evalsha:calls=3"))
        #expect(calls.contains("cmdstat_eval:calls=1"))
        let failing = RedisScript("return redis.call('INCR', KEYS[1], 'too many')")
        #expect(await evaluationFailure(client, failing)?.kind == .answer)
        #expect(await evaluationFailure(client, RedisScript("no lua"))?.kind == .answer)
      }
    }
  }

  @Test func `A user who may not load scripts runs their text`() async throws {
    try await RedisServer.with { server async throws in
      try await RedisClient.with(server.url) { client async throws in
        _ = try await client.send([
          "ACL", "SETUSER", "ann", "on", ">pw", "~*", "+@all", "-script",
        ])
      }
      try await RedisClient.with("redis://ann:pw@127.0.0.1:\(server.port)") { client async throws in
        for _ in 0..<2 {
          #expect(try await client.evaluate(RedisScript("return 7"), keys: [], arguments: []) == .integer(7))
        }
      }
    }
  }

  private func evaluationFailure(_ client: RedisClient, _ script: RedisScript) async -> RedisError? {
    do throws(RedisError) {
      _ = try await client.evaluate(script, keys: ["k"], arguments: [])
      return nil
    } catch {
      return error
    }
  }

  @Test func `A server that sleeps times the command out, and no reply goes to another command`() async throws {
    try await RedisServer.with { server async throws in
      // Long enough that the bystander is on its way before the time of the slow one is over, on a busy machine too.
      try await RedisClient.with(server.url, { $0.commandTimeout = .seconds(4) }) { client async throws in
        _ = try await client.send(["PING"])
        async let slow = client.failure(["DEBUG", "SLEEP", "8"])
        try await Task.sleep(for: .milliseconds(500))
        async let bystander = client.failure(["ECHO", "bystander"])
        #expect(await slow?.kind == .timeout)
        #expect(await bystander?.kind == .connectionLost)
        try await Task.sleep(for: .milliseconds(1000))
        #expect(try await client.comesBack())
        for index in 0..<100 { #expect(try await client.send(["ECHO", "\(index)"]).text == "\(index)") }
      }
    }
  }
}
