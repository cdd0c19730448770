import Foundation
import RampartCore
import RampartRedis
import Testing

@Suite struct RedisFailureTests {
  @Test func `Where nobody listens, commands fail soon and are not kept`() async throws {
    let port = try await RedisServer.freePort()
    try await RedisClient.with("redis://127.0.0.1:\(port)") { client async throws in
      #expect(await client.failure(["PING"])?.kind == .unavailable)
      let start = ContinuousClock.now
      for _ in 0..<1000 { #expect(await client.failure(["PING"])?.kind == .unavailable) }
      #expect(ContinuousClock.now - start < .seconds(5))
    }
  }

  @Test func `A server that does not answer the greeting costs the connect timeout once`() async throws {
    try await FakeServer.with(FakeServer.silent) { server async throws in
      try await RedisClient.with(server.url, { $0.connectTimeout = .milliseconds(200) }) { client async throws in
        let failures = await withTaskGroup(of: RedisError?.self) { tasks in
          for _ in 0..<50 { tasks.addTask { await client.failure(["PING"]) } }
          return await tasks.reduce(into: []) { $0.append($1?.kind) }
        }
        #expect(failures == Array(repeating: .unavailable, count: 50))
        let start = ContinuousClock.now
        #expect(await client.failure(["PING"])?.kind == .unavailable)
        #expect(ContinuousClock.now - start < .milliseconds(150))
      }
    }
  }

  @Test func `A command without a reply times out and takes the connection with it`() async throws {
    try await FakeServer.with(FakeServer.greeting(then: .silence)) { server async throws in
      try await RedisClient.with(server.url, { $0.commandTimeout = .milliseconds(100) }) { client async throws in
        let error = await client.failure(["GET", "topsecret"])
        #expect(error?.kind == .timeout)
        #expect(error?.description.contains("topsecret") == false)
        // It connects again by itself.
        try await server.waits { server.connections.count == 2 }
        #expect(await client.failure(["GET", "x"])?.kind == .timeout)
      }
    }
  }

  @Test func `Replies in time never trip the timer of those before them`() async throws {
    try await FakeServer.with(FakeServer.greeting(then: .bytes("+OK\r\n"))) { server async throws in
      try await RedisClient.with(server.url, { $0.commandTimeout = .milliseconds(500) }) { client async throws in
        let end = ContinuousClock.now + .milliseconds(1500)
        while ContinuousClock.now < end {
          #expect(try await client.send(["PING"]) == .simple("OK"))
          try await Task.sleep(for: .milliseconds(20))
        }
        #expect(server.connections.count == 1)
      }
    }
  }

  @Test func `No more commands wait for a reply than the options allow`() async throws {
    try await FakeServer.with(FakeServer.greeting(then: .silence)) { server async throws in
      let configure = { (options: inout RedisOptions) in
        options.maximumOutstanding = 100
        options.commandTimeout = .milliseconds(500)
      }
      try await RedisClient.with(server.url, configure) { client async throws in
        let kinds = await withTaskGroup(of: RedisError?.self) { tasks in
          for _ in 0..<150 { tasks.addTask { await client.failure(["PING"]) } }
          return await tasks.reduce(into: []) { $0.append($1?.kind) }
        }
        #expect(kinds.count { $0 == .overloaded } == 50)
        // Those sent a moment later are not out of time themselves when the connection closes.
        #expect(kinds.count { $0 == .timeout || $0 == .connectionLost } == 100)
        #expect(kinds.contains(.timeout))
        // What was taken is given back: the next ones fail for another reason.
        #expect(await client.failure(["PING"])?.kind != .overloaded)
      }
    }
  }

  @Test(arguments: [
    "garbage\r\n", "$5\r\nabcdefg\r\n", "*-7\r\n", "$999999999\r\n", "*999999999\r\n", "\u{0}\u{1}\u{2}",
    "HTTP/1.1 400 Bad Request\r\n\r\n", String(repeating: "*1\r\n", count: 40), String(repeating: "+", count: 20_000),
    "%1\r\n>0\r\n",
  ])
  func `Garbage closes the connection, and what comes later fails or is answered anew`(
    _ garbage: String
  ) async throws {
    let respond = { @Sendable (command: [String]) -> FakeServer.Answer in
      switch command[0] {
      case "HELLO": FakeServer.hello
      case "PING": .bytes("+PONG\r\n")
      default: .bytes(garbage)
      }
    }
    try await FakeServer.with(respond) { server async throws in
      try await RedisClient.with(server.url) { client async throws in
        #expect(try await client.send(["PING"]) == .simple("PONG"))
        let error = await client.failure(["GET", "x"])
        #expect(error?.kind == .protocolViolation, "\(error as Any)")
        #expect(try await client.comesBack())
      }
    }
  }

  @Test func `A reply that nobody waits for closes the connection`() async throws {
    let respond = { @Sendable (command: [String]) -> FakeServer.Answer in
      switch command[0] {
      case "HELLO": FakeServer.hello
      case "PING": .bytes("+PONG\r\n")
      default: .bytes("+1\r\n+2\r\n")
      }
    }
    try await FakeServer.with(respond) { server async throws in
      try await RedisClient.with(server.url) { client async throws in
        #expect(try await client.send(["GET", "x"]) == .simple("1"))
        try await server.waits { server.connections.count == 2 }
        #expect(try await client.comesBack())
      }
    }
  }

  @Test func `A push answers no command`() async throws {
    let respond = { @Sendable (command: [String]) -> FakeServer.Answer in
      command[0] == "HELLO" ? .bytes(">1\r\n+hi\r\n%0\r\n") : .bytes(">2\r\n+a\r\n+b\r\n:7\r\n>0\r\n")
    }
    try await FakeServer.with(respond) { server async throws in
      try await RedisClient.with(server.url) { client async throws in
        for _ in 0..<3 { #expect(try await client.send(["GET", "x"]) == .integer(7)) }
        #expect(server.connections.count == 1)
      }
    }
  }

  @Test func `A server that closes instead of answering loses the command and no other`() async throws {
    let respond = { @Sendable (command: [String]) -> FakeServer.Answer in
      switch command[0] {
      case "HELLO": FakeServer.hello
      case "PING": .bytes("+PONG\r\n")
      default: .close
      }
    }
    try await FakeServer.with(respond) { server async throws in
      try await RedisClient.with(server.url) { client async throws in
        #expect(await client.failure(["GET", "x"])?.kind == .connectionLost)
        #expect(try await client.comesBack())
      }
    }
  }

  @Test func `What the server says is shown by no accident`() async throws {
    let respond = { @Sendable (command: [String]) -> FakeServer.Answer in
      command[0] == "HELLO"
        ? FakeServer.hello : .bytes("-ERR unknown command 'X', with args beginning with: '\(command[1])'\r\n")
    }
    try await FakeServer.with(respond) { server async throws in
      try await RedisClient.with(server.url, { $0.password = Redacted("topsecret") }) { client async throws in
        let error = try #require(await client.failure(["X", "topsecret"]))
        #expect(error.kind == .answer)
        #expect(error.answerCode == "ERR")
        #expect(error.answer?.revealed().contains("topsecret") == true)
        var shown = "\(error)" + String(reflecting: error) + error.localizedDescription
        dump(error, to: &shown)
        #expect(!shown.contains("topsecret"))
      }
    }
  }

  @Test func `An error inside a reply is a value`() async throws {
    try await FakeServer.with(FakeServer.greeting(then: .bytes("*2\r\n-ERR x\r\n:1\r\n"))) {
      server async throws in
      try await RedisClient.with(server.url) { client async throws in
        #expect(try await client.send(["EXEC"]) == .array([.error("ERR x"), .integer(1)]))
      }
    }
  }

  @Test func `Nodes that point at each other end in an error`() async throws {
    let respond = { @Sendable (command: [String]) -> FakeServer.Answer in
      command[0] == "HELLO" ? FakeServer.hello : .bytes("-MOVED 1 :\(command[1])\r\n")
    }
    try await FakeServer.with(respond) {
      server async throws in
      try await RedisClient.with(server.url) { client async throws in
        #expect(await client.failure(["GET", "\(server.port)"])?.kind == .redirects)
        #expect(server.connections.count == 1)
      }
    }
  }

  @Test func `A client that is shut down fails all, those on their way too`() async throws {
    try await FakeServer.with(FakeServer.greeting(then: .silence)) { server async throws in
      try await RedisClient.with(server.url) { client async throws in
        async let pending = client.failure(["GET", "x"])
        try await server.waits { server.connections.count == 1 }
        await client.shutdown()
        #expect(await pending?.kind == .shutDown)
        #expect(await client.failure(["GET", "x"])?.kind == .shutDown)
        await client.shutdown()
      }
    }
  }

  @Test func `A client that is shut down while it connects closes the connection and makes no other`() async throws {
    try await FakeServer.with(FakeServer.silent) { server async throws in
      try await RedisClient.with(server.url) { client async throws in
        async let pending = client.failure(["GET", "x"])
        try await server.waits { server.connections.count == 1 }
        await client.shutdown()
        #expect(await pending?.kind == .shutDown)
        try await server.waits { server.closed.count == 1 }
        try await Task.sleep(for: .milliseconds(300))
        #expect(server.connections.count == 1)
      }
    }
  }
}
