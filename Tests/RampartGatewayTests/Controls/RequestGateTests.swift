import HTTPTypes
import NIOCore
import RampartConfiguration
import RampartCore
import Synchronization
import Testing

@testable import RampartGateway

@Suite("The controls of one request")
struct RequestGateTests {
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

  private static func gate(
    _ controls: [ScopedControl], _ facts: HeadFacts
  ) -> RequestGate<AnswerEdits> {
    RequestGate(facts, controls: controls, answer: AnswerEdits(of: controls))
  }

  private static func gate(_ controls: (any Control)..., at path: String = "/") throws -> RequestGate<AnswerEdits> {
    gate(controls.map { ScopedControl($0, scope: .everything) }, try facts(path))
  }

  private static func field(_ value: String) throws -> ResponseEdits {
    let name = try #require(HTTPField.Name("X-Test"))
    return ResponseEdits(StandingEdits(vary: [.origin]), fields: [HTTPField(name: name, value: value)])
  }

  @Test("are asked in order; the first that denies is the last that is asked")
  func order() throws {
    var gate = try Self.gate(
      Fixed(verdict: Verdict(response: try Self.field("1"))),
      Fixed(name: "second", verdict: Verdict(.deny(.notFound), response: try Self.field("2"))),
      Fixed(verdict: Verdict(response: try Self.field("3"))))
    guard case .refuse(.deny(let denial), by: "second") = gate.proceed() else {
      Issue.record("not denied")
      return
    }
    #expect(denial == .notFound)
    #expect(gate.answer.fields.map(\.value) == ["1", "2"])
    #expect(gate.answer.vary == [.origin])
  }

  @Test("leave alone what is out of their scope, and govern nothing there")
  func scope() throws {
    let control = Fixed(verdict: Verdict(.deny(.notFound)), governedFields: [.accessControlAllowOrigin])
    let scoped = ScopedControl(control, scope: try RouteScope(["/api/**"]))
    var gate = Self.gate([scoped], try Self.facts("/other"))
    guard case .admit = gate.proceed() else {
      Issue.record("not admitted")
      return
    }
    let name = try #require(FieldName("access-control-allow-origin"))
    #expect(!gate.answer.governed.contains(name))
    var second = Self.gate([scoped], try Self.facts("/x/../api/y"))
    guard case .refuse = second.proceed() else {
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
    let ofAll = ScopedControl(
      Fixed(verdict: Verdict(response: ResponseEdits(always)), standingEdits: always), scope: .everything)
    let ofAPI = ScopedControl(
      Fixed(verdict: Verdict(response: ResponseEdits(other)), standingEdits: other), scope: api)
    let refusing = ScopedControl(Fixed(verdict: Verdict(.deny(.notFound))), scope: .everything)
    var gate = Self.gate([ofAPI, refusing, ofAll], try Self.facts())
    guard case .refuse = gate.proceed() else {
      Issue.record("not denied")
      return
    }
    #expect(gate.answer.standing?.fields == always.fields && gate.answer.others.isEmpty && !gate.answer.othersVary)
    var inside = Self.gate([ofAll, ofAPI], try Self.facts("/api/x"))
    guard case .admit = inside.proceed() else {
      Issue.record("not admitted")
      return
    }
    #expect(inside.answer.others.map { $0 === other } == [true] && inside.answer.othersVary)
    #expect(inside.answer.vary == [.origin, .accept])
  }

  @Test("are asked again with the body, and only the one that wanted it")
  func body() throws {
    var gate = try Self.gate(Fixed(verdict: Verdict(response: try Self.field("once"))), Reader())
    guard case .needsBody(10) = gate.proceed() else {
      Issue.record("the body was not asked for")
      return
    }
    guard case .refuse = gate.proceed(with: .whole(Array("evil".utf8))) else {
      Issue.record("not denied")
      return
    }
    #expect(gate.answer.fields.count == 1)
  }

  /// Always wants more than it was shown.
  private struct Insatiable: Control {
    var name: String { "insatiable" }
    var summary: String { "" }
    let ticket: CountingTicket
    func evaluate(_ request: some RequestFacts) -> Verdict { Verdict(.needsBody(upTo: 5), ticket: ticket) }
  }

  private final class CountingTicket: ExchangeTicket {
    let ends = Atomic(0)
    func ended() { ends.add(1, ordering: .relaxed) }
  }

  @Test("a control that has seen what it asked for and asks again has not decided, so the request is refused")
  func insatiable() throws {
    for seen in [RequestBody.whole([]), .beginning(Array("abcde".utf8))] {
      let ticket = CountingTicket()
      var gate = try Self.gate(Insatiable(ticket: ticket))
      guard case .needsBody(5) = gate.proceed() else {
        Issue.record("the body was not asked for")
        return
      }
      guard case .refuse(.deny(let denial), by: "insatiable") = gate.proceed(with: seen) else {
        Issue.record("not denied")
        return
      }
      #expect(denial.code == "control.undecided" && denial.status == 500)
      #expect(ticket.ends.load(ordering: .relaxed) == 2 && gate.tickets.isEmpty)
    }
  }

  /// Lets nobody pass but the user of that name.
  private struct Members: Control {
    var name: String { "members" }
    var summary: String { "" }
    func evaluate(_ request: some RequestFacts) -> Verdict {
      request.user == "alice" ? .pass : Verdict(.deny(.notFound))
    }
  }

  @Test("an identity that one control establishes is known to those after it, and to none before")
  func identity() throws {
    let alice = ClientIdentity(subject: "alice", method: "session")
    var gate = try Self.gate(Fixed(verdict: Verdict(identity: alice)), Members())
    guard case .admit = gate.proceed() else {
      Issue.record("not admitted")
      return
    }
    #expect(gate.facts.identity === alice)
    var before = try Self.gate(Members(), Fixed(verdict: Verdict(identity: alice)))
    guard case .refuse = before.proceed() else {
      Issue.record("admitted without an identity")
      return
    }
  }

  @Test("their edits of the request add up; of one name the last holds")
  func edits() throws {
    let user = try #require(HTTPField.Name("X-User"))
    func edits(_ value: String, _ cookie: String) -> Fixed {
      Fixed(
        verdict: Verdict(
          request: RequestEdits(fields: [HTTPField(name: user, value: value)], removedCookies: [cookie])))
    }
    var gate = try Self.gate(edits("first", "a"), edits("second", "b"))
    guard case .admit = gate.proceed() else {
      Issue.record("not admitted")
      return
    }
    let merged = try #require(gate.requestEdits)
    #expect(merged.fields.map(\.value) == ["second"] && merged.removedCookies == ["a", "b"])
  }

  @Test("a control may answer whole")
  func answer() throws {
    let page = LocalAnswer(status: 200, fields: [HTTPField(name: .contentType, value: "text/html")], body: [0x78])
    var gate = try Self.gate(Fixed(name: "pages", verdict: Verdict(.answer(page))))
    guard case .refuse(.answer(let answer, code: "allow"), by: "pages") = gate.proceed() else {
      Issue.record("not answered")
      return
    }
    #expect(answer == page)
  }

  @Test("see every field of a name, known to the gateway or not")
  func facts() throws {
    let facts = try Self.facts()
    #expect(facts.values(of: try #require(HTTPField.Name("x-OWN"))) == ["1", "2"])
    #expect(facts.values(of: .origin).isEmpty)
    #expect(facts.authority == "example.org" && facts.method == .get && facts.query.isEmpty)
  }
}
