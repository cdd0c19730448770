import Hummingbird
import HummingbirdTesting
import NIOCore
import RampartCore
import RampartHummingbird
import Testing

/// Clients that break off, or send what is no HTTP.
@Suite struct BrokenConnectionTests {
  private func exchange(
    _ text: String, behind middleware: [TestServer.Middleware],
    until isEnough: @Sendable @escaping (String) -> Bool = { _ in false },
    routes: (Router<RampartContext>) -> Void = { _ in }
  ) async throws -> String {
    let application = TestServer.application(behind: middleware, routes: routes)
    return try await application.test(.live) { client in
      let port = try #require(client.port)
      return try await RawConnection.open(to: port).exchange(text, until: isEnough)
    }
  }

  private func count(_ part: String, in text: String) -> Int {
    text.lowercased().split(separator: part, omittingEmptySubsequences: false).count - 1
  }

  private static let badChunk =
    "POST /collect HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\nzz\r\n"

  private func collect(_ router: Router<RampartContext>) {
    router.post("/collect") { request, _ in try await request.body.collect(upTo: 1000) }
  }

  @Test func `A body that is no HTTP is answered once, with all the headers, and the connection ends`() async throws {
    let answer = try await exchange(Self.badChunk, behind: [Rampart()], routes: collect)
    #expect(answer.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
    #expect(count("http/1.1 ", in: answer) == 1)
    #expect(count("x-content-type-options:", in: answer) == 1)
    #expect(count("x-request-id:", in: answer) == 1)
    #expect(count("connection: close", in: answer) == 1)
    #expect(answer.contains("request.malformed"))
  }

  @Test func `It is 400 without pages too, and where a control reads the body`() async throws {
    let plain = try await exchange(Self.badChunk, behind: [SecurityHeadersMiddleware()], routes: collect)
    #expect(plain.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
    #expect(count("x-content-type-options:", in: plain) == 1)
    let ticket = RecordingTicket()
    let control = TestControl { request in
      if case .unread = request.body { return Verdict(.needsBody(upTo: 100)) }
      ticket.note("asked again")
      return .pass
    }
    let read = try await exchange(
      Self.badChunk, behind: [SecurityHeadersMiddleware(), ControlMiddleware(control)], routes: collect)
    #expect(read.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
    #expect(count("http/1.1 ", in: read) == 1)
    #expect(count("x-content-type-options:", in: read) == 1)
    #expect(ticket.told.isEmpty)
  }

  @Test func `A client that goes away in the middle of an answer ends the exchange`() async throws {
    let ticket = RecordingTicket()
    let control = TestControl { _ in Verdict(ticket: ticket) }
    let answer = try await exchange(
      "GET /endless HTTP/1.1\r\nHost: localhost\r\n\r\n", behind: [ControlMiddleware(control)],
      until: { $0.contains("tick") }, routes: endless(ticket))
    try await ticket.waitForEnd()
    #expect(answer.contains("tick"))
    #expect(ticket.told == ["answered 200", "ended"])
  }

  private func endless(_ ticket: RecordingTicket) -> (Router<RampartContext>) -> Void {
    { router in
      router.get("/endless") { _, _ in
        Response(
          status: .ok,
          body: ResponseBody { writer in
            // Bounded, so that a ticket that is never told fails the test instead of holding it.
            for _ in 0..<1000 {
              try await writer.write(ByteBuffer(string: "tick"))
              try await Task.sleep(for: .milliseconds(5))
            }
            ticket.note("written to the end")
            try await writer.finish(nil)
          })
      }
    }
  }

  @Test func `Two hosts in one request are refused`() async throws {
    let answer = try await exchange(
      "GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n", behind: [Rampart()])
    #expect(answer.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
    #expect(answer.contains("more than one host"))
  }
}
