import HTTPTypes
import Hummingbird
import HummingbirdTesting
import RampartCore
import RampartHummingbird
import Testing

@Suite struct ControlMiddlewareTests {
  private func control(_ verdict: Verdict, governing names: [HTTPField.Name] = []) -> ControlMiddleware<RampartContext>
  {
    ControlMiddleware(TestControl(governing: names) { _ in verdict })
  }

  private static let edits = ResponseEdits(
    StandingEdits(vary: [.origin]), fields: [HTTPField(name: .mark, value: "ours")])

  @Test(arguments: ["/", "/stream", "/nowhere", "/refused", "/broken"])
  func `Edits are on every answer once`(_ uri: String) async throws {
    let answer = try await TestServer.answer(to: uri, behind: control(Verdict(response: Self.edits)))
    #expect(answer.values(of: .mark) == ["ours"])
    #expect(answer.values(of: .vary) == ["Origin"])
  }

  @Test func `Of a governed field the handler's own never leaves`() async throws {
    let router: (Router<RampartContext>) -> Void = { router in
      router.get("/own") { _, _ in Response(status: .ok, headers: [.mark: "theirs", .vary: "Accept"]) }
    }
    let governed = try await TestServer.answer(
      to: "/own", behind: control(Verdict(response: Self.edits), governing: [.mark]), routes: router)
    #expect(governed.values(of: .mark) == ["ours"])
    #expect(governed.values(of: .vary) == ["Accept, Origin"])
    let silent = try await TestServer.answer(to: "/own", behind: control(.pass, governing: [.mark]), routes: router)
    #expect(silent.values(of: .mark).isEmpty)
    let free = try await TestServer.answer(to: "/own", behind: control(.pass), routes: router)
    #expect(free.values(of: .mark) == ["theirs"])
  }

  @Test func `Controls of one middleware that govern the same field each add to it`() async throws {
    let one = TestControl(governing: [.mark]) { _ in Verdict(response: Self.edits) }
    let answer = try await TestServer.answer(to: "/", behind: ControlMiddleware(one, one))
    #expect(answer.values(of: .mark) == ["ours", "ours"])
  }

  @Test func `Of middleware inside another, what the controls set stays and what the handler set goes`() async throws {
    let routes: (Router<RampartContext>) -> Void = { router in
      router.get("/own") { _, _ in Response(status: .ok, headers: [.mark: "theirs"]) }
    }
    let governing = control(Verdict(response: Self.edits), governing: [.mark])
    let answer = try await TestServer.answer(to: "/own", behind: governing, governing, governing, routes: routes)
    #expect(answer.values(of: .mark) == ["ours", "ours", "ours"])
    #expect(answer.values(of: .vary) == ["Origin"])
  }

  @Test func `A denial is answered with its status and code, and the handler is not asked`() async throws {
    let ticket = RecordingTicket()
    let denied = Verdict(.deny(.forTest), response: Self.edits)
    let answer = try await TestServer.answer(to: "/handler", behind: control(denied)) { router in
      router.get("/handler") { _, _ in
        ticket.note("handler")
        return "no"
      }
    }
    #expect(answer.status == .forbidden)
    #expect(answer.headers[.contentType] == "application/problem+json")
    #expect(answer.text.contains(#""code":"test.denied""#))
    #expect(answer.values(of: .mark) == ["ours"])
    #expect(ticket.told.isEmpty)
  }

  @Test(arguments: [false, true])
  func `A field whose name has more than letters, digits and hyphens reaches neither control nor handler`(
    _ isAllowed: Bool
  ) async throws {
    let ticket = RecordingTicket()
    let control = TestControl { request in
      if !request.values(of: .named("X_Own")).isEmpty { ticket.note("control") }
      return .pass
    }
    let names = try FieldNamePolicy(allowing: isAllowed ? ["x_own"] : [])
    let middleware = ControlMiddleware<RampartContext>(control, in: Deployment(fieldNames: names))
    let answer = try await TestServer.answer(
      to: "/own", headers: [.named("X_Own"): "1", .named("X-Own"): "2"], behind: middleware
    ) { router in
      router.get("/own") { request, _ in
        request.headers.map { "\($0.name.rawName)=\($0.value)" }.filter { $0.lowercased().hasPrefix("x") }.joined(
          separator: " ")
      }
    }
    #expect(answer.text == (isAllowed ? "X_Own=1 X-Own=2" : "X-Own=2"))
    #expect(ticket.told == (isAllowed ? ["control"] : []))
  }

  @Test func `A control answers in place of the handler, without a body`() async throws {
    let answer = try await TestServer.answer(
      to: "/nowhere", .options, behind: control(Verdict(.answer(LocalAnswer(status: 204)), response: Self.edits)))
    #expect(answer.status == .noContent)
    #expect(answer.text.isEmpty)
    #expect(answer.headers[.contentLength] == nil)
    #expect(answer.values(of: .mark) == ["ours"])
  }

  @Test func `The first control that does not pass ends it, and those behind are not asked`() async throws {
    let ticket = RecordingTicket()
    let denying = TestControl { _ in Verdict(.deny(.forTest)) }
    let behind = TestControl { _ in
      ticket.note("asked")
      return .pass
    }
    let answer = try await TestServer.answer(to: "/", behind: ControlMiddleware(denying, behind))
    #expect(answer.status == .forbidden)
    #expect(ticket.told.isEmpty)
  }

  @Test func `A control that waits is carried out the same way, in order with the others`() async throws {
    let ticket = RecordingTicket()
    let first = TestControl { _ in
      ticket.note("first")
      return .pass
    }
    let second = SlowTestControl { _ in
      ticket.note("second")
      return Verdict(.deny(.forTest), response: Self.edits)
    }
    let answer = try await TestServer.answer(
      to: "/", behind: ControlMiddleware([.immediate(first), .suspending(second)]))
    #expect(answer.status == .forbidden)
    #expect(answer.values(of: .mark) == ["ours"])
    #expect(ticket.told == ["first", "second"])
    let alone = try await TestServer.answer(
      to: "/", behind: ControlMiddleware(suspending: SlowTestControl { _ in Verdict(response: Self.edits) }))
    #expect(alone.text == "hello")
    #expect(alone.values(of: .mark) == ["ours"])
  }

  @Test func `In detect mode nothing but the log changes`() async throws {
    let answer = try await TestServer.answer(to: "/", behind: control(Verdict(detected: .forTest)))
    #expect(answer.status == .ok)
    #expect(answer.text == "hello")
  }

  @Test func `A control that never has enough of the body denies`() async throws {
    let answer = try await TestServer.answer(
      to: "/echo", .post, body: "hello", behind: control(Verdict(.needsBody(upTo: 10))))
    #expect(answer.status == .internalServerError)
    #expect(answer.text.contains("control.undecided"))
  }
}
