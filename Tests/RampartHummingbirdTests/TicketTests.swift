import HTTPTypes
import Hummingbird
import HummingbirdTesting
import RampartCore
import RampartHummingbird
import Testing

@Suite struct TicketTests {
  private func answer(
    to uri: String, _ method: HTTPRequest.Method = .get, live: Bool = false,
    deciding decision: Decision = .pass, routes: (Router<RampartContext>, RecordingTicket) -> Void = { _, _ in }
  ) async throws -> [String] {
    let ticket = RecordingTicket()
    let control = TestControl { _ in Verdict(decision, ticket: ticket) }
    let application = TestServer.application(behind: [ControlMiddleware(control)]) { routes($0, ticket) }
    try await application.test(live ? .live : .router) { client in
      _ = try await client.execute(uri: uri, method: method)
      try await ticket.waitForEnd()
    }
    return ticket.told
  }

  @Test(arguments: [
    ("/", 200), ("/stream", 200), ("/nowhere", 404), ("/refused", 401), ("/broken", 500),
  ])
  func `A ticket is told the status once and then the end once`(_ uri: String, _ status: Int) async throws {
    for live in [false, true] {
      #expect(try await answer(to: uri, live: live) == ["answered \(status)", "ended"], "live: \(live)")
    }
  }

  @Test func `A refusal and an answer of the control itself end it, and are no answer of the application`() async throws
  {
    #expect(try await answer(to: "/", deciding: .deny(.forTest)) == ["ended"])
    #expect(try await answer(to: "/", deciding: .answer(LocalAnswer(status: 204))) == ["ended"])
  }

  @Test func `The exchange ends when the last byte is written, not when the handler returns`() async throws {
    let told = try await answer(to: "/slow", live: true) { router, ticket in
      router.get("/slow") { _, _ in
        ticket.note("handler returns")
        return Response(
          status: .ok,
          body: ResponseBody { writer in
            try await writer.write(ByteBuffer(string: "first"))
            try await Task.sleep(for: .milliseconds(50))
            ticket.note("last byte")
            try await writer.finish(nil)
          })
      }
    }
    #expect(told == ["handler returns", "answered 200", "last byte", "ended"])
  }

  @Test func `A body that fails in the middle ends it`() async throws {
    let ticket = RecordingTicket()
    let application = TestServer.application(
      behind: [ControlMiddleware(TestControl { _ in Verdict(ticket: ticket) })]
    ) { router in
      router.get("/failing") { _, _ in
        Response(
          status: .ok,
          body: ResponseBody { writer in
            try await writer.write(ByteBuffer(string: "first"))
            throw SecretError()
          })
      }
    }
    try await application.test(.router) { client in
      _ = await #expect(throws: SecretError.self) { try await client.execute(uri: "/failing", method: .get) }
    }
    #expect(ticket.told == ["answered 200", "ended"])
  }

  @Test func `An answer to HEAD, whose body is never written, ends it`() async throws {
    let ticket = RecordingTicket()
    let router = Router(context: RampartContext.self, options: .autoGenerateHeadEndpoints)
    router.add(middleware: ControlMiddleware(TestControl { _ in Verdict(ticket: ticket) }))
    router.get("/") { _, _ in "hello" }
    try await Application(router: router).test(.router) { client in
      let answer = try await client.execute(uri: "/", method: .head)
      #expect(answer.text.isEmpty)
    }
    #expect(ticket.told == ["answered 200", "ended"])
  }

  @Test func `A ticket given before the body was read is ended, and the one after it is told everything`() async throws
  {
    let first = RecordingTicket()
    let second = RecordingTicket()
    let control = TestControl { request in
      if case .unread = request.body { return Verdict(.needsBody(upTo: 10), ticket: first) }
      return Verdict(ticket: second)
    }
    _ = try await TestServer.answer(to: "/echo", .post, body: "hello", behind: ControlMiddleware(control))
    #expect(first.told == ["ended"])
    #expect(second.told == ["answered 200", "ended"])
  }
}
