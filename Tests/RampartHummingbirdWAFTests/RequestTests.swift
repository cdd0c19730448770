import HTTPTypes
import Hummingbird
import HummingbirdTesting
import RampartHummingbird
import Synchronization
import Testing

@testable import RampartHummingbirdWAF

@Suite struct RequestTests {
  private static let injection = "/?q=1%27%20OR%20%271%27=%271"
  private static let script = "q=%3Cscript%3Ealert(1)%3C/script%3E"

  @Test func `An ordinary request passes and its answer is the handler's`() async throws {
    let server = try FirewalledServer()
    let answer = try await server.answer(to: "/?q=an+ordinary+word")
    #expect(answer.status == .ok)
    #expect(answer.text == "hello")
    #expect(server.log.lines.isEmpty)
  }

  @Test func `SQL in the query is refused before a handler runs`() async throws {
    let server = try FirewalledServer()
    let calls = Calls()
    for (query, status) in [("q=1%27%20OR%20%271%27=%271", HTTPResponse.Status.forbidden), ("q=word", .ok)] {
      let answer = try await server.answer(to: "/counted?\(query)") { router in
        router.get("/counted") { _, _ in
          calls.count.add(1, ordering: .relaxed)
          return "counted"
        }
      }
      #expect(answer.status == status)
    }
    #expect(calls.count.load(ordering: .relaxed) == 1)
  }

  @Test func `A field of the head can be refused`() async throws {
    let server = try FirewalledServer()
    let bad = try #require(HTTPField.Name("X-Bad"))
    #expect(try await server.answer(to: "/", headers: [bad: "1"]).status == .forbidden)
    #expect(try await server.answer(to: "/", headers: [bad: "2"]).status == .ok)
  }

  @Test func `A script in a form is refused, an ordinary form reaches the handler`() async throws {
    let server = try FirewalledServer()
    let refused = try await server.answer(to: "/echo", .post, headers: .form, body: Self.script)
    #expect(refused.status == .forbidden)
    #expect(!refused.text.contains("script"))
    let passed = try await server.answer(to: "/echo", .post, headers: .form, body: "q=an+ordinary+word&page=2")
    #expect(passed.text == "q=an+ordinary+word&page=2")
  }

  @Test func `JSON is taken apart`() async throws {
    let server = try FirewalledServer()
    let attack = #"{"a":{"b":["<script>alert(1)</script>"]}}"#
    #expect(try await server.answer(to: "/echo", .post, headers: .json, body: attack).status == .forbidden)
    let ordinary = #"{"a":{"b":["a word"]}}"#
    #expect(try await server.answer(to: "/echo", .post, headers: .json, body: ordinary).text == ordinary)
  }

  @Test func `The rules see the host, which swift-http-types keeps apart`() async throws {
    let server = try FirewalledServer()
    let firewall = server.firewall
    let request = { HTTPRequest(method: .get, scheme: "http", authority: $0, path: "/") }
    #expect(firewall.evaluate(request("evil.example")).decision != .allow)
    #expect(firewall.evaluate(request("good.example")).decision == .allow)
  }

  @Test func `The client is the one behind a trusted proxy`() async throws {
    let server = try FirewalledServer()
    let forwarded = try #require(HTTPField.Name("X-Forwarded-For"))
    let local = Deployment(trustedProxies: ["127.0.0.0/8"].compactMap { AddressBlock($0) })
    let statuses = try await server.application(in: local).test(.live) { client in
      try await client.execute(uri: "/", method: .get, headers: [forwarded: "203.0.113.9"]).status
    }
    #expect(statuses == .forbidden)
    let untrusted = try await server.application().test(.live) { client in
      try await client.execute(uri: "/", method: .get, headers: [forwarded: "203.0.113.9"]).status
    }
    #expect(untrusted == .ok)
  }

  @Test func `A path that router and rules would read differently is refused`() async throws {
    let server = try FirewalledServer()
    #expect(try await server.answer(to: "/a/%2e%2e/search").status == .badRequest)
  }

  @Test func `Nothing of the rule is in the answer, and its id is`() async throws {
    let server = try FirewalledServer()
    for accept in ["application/json", "text/html"] {
      let answer = try await server.answer(to: Self.injection, headers: [.accept: accept])
      #expect(answer.status == .forbidden)
      for word in ["telling", "sqli", "ARGS", "critical", "OR"] {
        #expect(!answer.text.contains(word), "\(word)")
      }
      let id = try #require(HTTPField.Name("X-Request-ID").flatMap { answer.headers[$0] })
      #expect(answer.text.contains(id))
      #expect(answer.text.contains("waf.blocked") || accept == "text/html")
      #expect(answer.text.contains("The request was refused."))
      #expect(!answer.headers.contains { $0.value.contains("telling") })
    }
  }

  @Test func `An answer to HEAD has no body`() async throws {
    let server = try FirewalledServer()
    let answer = try await server.answer(to: Self.injection, .head)
    #expect(answer.status == .forbidden)
    #expect(answer.body.readableBytes == 0)
  }

  @Test func `A rule that redirects sends the client away, one that drops ends the connection`() async throws {
    let server = try FirewalledServer()
    let away = try await server.answer(to: "/?away=1")
    #expect(away.status == .found)
    #expect(away.headers[.location] == "https://example.org/away")
    let dropped = try await server.answer(to: "/?drop=1")
    #expect(dropped.status == .forbidden)
    #expect(dropped.headers[.connection] == "close")
  }

  @Test func `An error that a handler throws is answered as without a firewall`() async throws {
    let server = try FirewalledServer()
    let answer = try await server.answer(to: "/broken")
    #expect(answer.status == .internalServerError)
    #expect(answer.text.contains("server.error"))
    #expect(try await server.answer(to: "/nowhere").status == .notFound)
  }
}

private final class Calls: Sendable {
  let count = Atomic(0)
}
