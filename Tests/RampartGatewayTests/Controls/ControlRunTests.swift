import HTTPTypes
import NIOCore
import RampartConfiguration
import RampartCore
import Testing

@testable import RampartGateway

@Suite("The controls of one request")
struct ControlRunTests {
  private struct Fixed: Control {
    var name = "fixed"
    var verdict = Verdict()
    var governedFields: [HTTPField.Name] = []
    var standingEdits: StandingEdits?
    var summary: String { "" }
    func evaluate(_ request: some RequestFacts) -> Verdict { verdict }
  }

  /// Wants the body, and denies the one that says so.
  private struct Reader: Control {
    var name: String { "reader" }
    var summary: String { "" }
    func evaluate(_ request: some RequestFacts) -> Verdict {
      switch request.body {
      case .unread: Verdict(.needsBody(upTo: 10))
      case .whole(let bytes): bytes == Array("evil".utf8) ? Verdict(.deny(.malformed)) : .pass
      case .beginning: Verdict(.deny(.bodyTooLarge))
      }
    }
  }

  private static func facts(_ path: String = "/", body: RequestBody = .unread) throws -> HeadFacts {
    var buffer = ByteBuffer(string: "GET \(path) HTTP/1.1\r\nHost: example.org\r\nX-Own: 1\r\nX-Own: 2\r\n\r\n")
    var parser = RequestHeadParser(maximumBytes: 8192)
    let head = try #require(try parser.parse(&buffer))
    return HeadFacts(head: head, isSecure: false, client: IPAddress(v4: 1), body: body)
  }

  private static func run(_ controls: [ScopedControl]) -> ControlRun {
    var run = ControlRun()
    run.begin(controls, AnswerEdits(of: controls))
    return run
  }

  private static func field(_ value: String) throws -> ResponseEdits {
    let name = try #require(HTTPField.Name("X-Test"))
    return ResponseEdits(StandingEdits(vary: [.origin]), fields: [HTTPField(name: name, value: value)])
  }

  @Test("are asked in order; the first that denies is the last that is asked")
  func order() throws {
    var run = Self.run([
      ScopedControl(Fixed(verdict: Verdict(response: try Self.field("1"))), scope: .everything),
      ScopedControl(Fixed(verdict: Verdict(.deny(.notFound), response: try Self.field("2"))), scope: .everything),
      ScopedControl(Fixed(verdict: Verdict(response: try Self.field("3"))), scope: .everything),
    ])
    guard case .deny(let denial) = run.proceed(try Self.facts()) else {
      Issue.record("not denied")
      return
    }
    #expect(denial == .notFound)
    #expect(run.answer.fields.map(\.value) == ["1", "2"])
    #expect(run.answer.vary == [.origin])
  }

  @Test("leave alone what is out of their scope, and govern nothing there")
  func scope() throws {
    let control = Fixed(verdict: Verdict(.deny(.notFound)), governedFields: [.accessControlAllowOrigin])
    var run = Self.run([ScopedControl(control, scope: try RouteScope(["/api/**"]))])
    guard case .forward = run.proceed(try Self.facts("/other")) else {
      Issue.record("not forwarded")
      return
    }
    let name = try #require(FieldName("access-control-allow-origin"))
    #expect(!run.answer.governed.contains(name))
    var second = Self.run([ScopedControl(control, scope: try RouteScope(["/api/**"]))])
    guard case .deny = second.proceed(try Self.facts("/x/../api/y")) else {
      Issue.record("another spelling of the path is a way around")
      return
    }
    #expect(second.answer.governed.contains(name))
  }

  @Test("put onto every answer of their route what they always put there, once, whoever answers")
  func standing() throws {
    let policy = try #require(HTTPField.Name("X-Policy"))
    let always = StandingEdits(fields: [HTTPField(name: policy, value: "1")], vary: [.origin])
    let other = StandingEdits(fields: [HTTPField(name: policy, value: "2")], vary: [.accept])
    let api = try RouteScope(["/api/**"])
    var run = Self.run([
      ScopedControl(Fixed(verdict: Verdict(response: ResponseEdits(other)), standingEdits: other), scope: api),
      ScopedControl(Fixed(verdict: Verdict(.deny(.notFound))), scope: .everything),
      ScopedControl(
        Fixed(verdict: Verdict(response: ResponseEdits(always)), standingEdits: always), scope: .everything),
    ])
    guard case .deny = run.proceed(try Self.facts()) else {
      Issue.record("not denied")
      return
    }
    #expect(run.answer.standing?.fields == always.fields && run.answer.others.isEmpty && !run.answer.othersVary)
    var inside = Self.run([
      ScopedControl(
        Fixed(verdict: Verdict(response: ResponseEdits(always)), standingEdits: always), scope: .everything),
      ScopedControl(Fixed(verdict: Verdict(response: ResponseEdits(other)), standingEdits: other), scope: api),
    ])
    guard case .forward = inside.proceed(try Self.facts("/api/x")) else {
      Issue.record("not forwarded")
      return
    }
    #expect(inside.answer.others.map { $0 === other } == [true] && inside.answer.othersVary)
    #expect(inside.answer.vary == [.origin, .accept])
  }

  @Test("are asked again with the body, and only the one that wanted it")
  func body() throws {
    var run = Self.run([
      ScopedControl(Fixed(verdict: Verdict(response: try Self.field("once"))), scope: .everything),
      ScopedControl(Reader(), scope: .everything),
    ])
    guard case .needsBody(10) = run.proceed(try Self.facts()) else {
      Issue.record("the body was not asked for")
      return
    }
    guard case .deny = run.proceed(try Self.facts(body: .whole(Array("evil".utf8)))) else {
      Issue.record("not denied")
      return
    }
    #expect(run.answer.fields.count == 1)
  }

  @Test("see every field of a name, known to the gateway or not")
  func facts() throws {
    let facts = try Self.facts()
    #expect(facts.values(of: try #require(HTTPField.Name("x-OWN"))) == ["1", "2"])
    #expect(facts.values(of: .origin).isEmpty)
    #expect(facts.authority == "example.org" && facts.method == .get && facts.query.isEmpty)
  }
}
