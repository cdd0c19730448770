import HTTPTypes
import NIOCore
import RampartBrowser
import RampartConfiguration
import RampartCore
import Testing

@testable import RampartGateway

@Suite("The response stage")
struct ResponseStageTests {
  private static func encode(
    _ fields: [(String, String)],
    status: Int = 200,
    framing: OutgoingHead.Framing = .length(2),
    yaml headers: String = "recommended",
    controls: AnswerEdits = .none,
    isSecure: Bool = true,
    version: RequestHead.Version = .http11
  ) throws -> [(name: String, value: String)] {
    let configuration = try ConfigurationLoader.parse(
      """
      version: 1
      listen: [{ address: 127.0.0.1:1 }]
      upstreams: { a: { servers: ["http://127.0.0.1:2"] } }
      routes: [{ upstream: a }]
      headers: \(headers)
      """, file: "test", folder: "/")
    var block = FieldBlock(bytes: ByteBuffer(), lines: [])
    for (name, value) in fields { block.append(name: name, value: value) }
    var generator = IdentifierGenerator()
    let head = OutgoingHead(
      status: status, fields: block, controls: controls, framing: framing, requestID: RequestID(using: &generator),
      stage: ResponseStage(configuration.headers.rules(isSecure: isSecure)), keepsAlive: true, version: version)
    var buffer = ByteBuffer()
    ResponseHeadEncoder.encode(head, date: HTTPDate(), into: &buffer)
    let lines = String(buffer: buffer).split(separator: "\r\n", omittingEmptySubsequences: false)
    #expect(lines.suffix(2) == ["", ""])
    return lines.dropFirst().dropLast(2).map { line in
      let colon = line.firstRange(of: ": ")
      return (
        line[..<(colon?.lowerBound ?? line.endIndex)].lowercased(),
        String(line[(colon?.upperBound ?? line.endIndex)...])
      )
    }
  }

  @Test("sets each header of a set once, whatever the backend sent", arguments: ["recommended", "strict"])
  func once(_ set: String) throws {
    let rules = (set == "strict" ? SecurityHeaders.strict : .recommended).rules(isSecure: true)
    let theirs = ["theirs", "theirs too"]
    let backend = rules.flatMap { rule in
      [(rule.name.rawName, theirs[0]), (rule.name.rawName.uppercased(), theirs[1])]
    }
    for (sent, own) in [(backend, theirs), ([], [])] {
      let answer = try Self.encode(sent, yaml: set)
      for rule in rules {
        let values = answer.filter { $0.name == rule.name.canonicalName }.map(\.value)
        #expect(values == (rule.value(over: own).map { [$0] } ?? []), "\(rule.name)")
      }
    }
  }

  @Test("sets those that the backend leaves out beside one that stands")
  func beside() throws {
    let answer = try Self.encode([("X-Frame-Options", "DENY")])
    let security = Set(SecurityHeaders().rules(isSecure: true).filter { $0.value != nil }.map(\.name.canonicalName))
    let names = answer.map(\.name).filter(security.contains)
    #expect(Set(names) == security && names.count == security.count)
    #expect(answer.filter { $0.name == "x-frame-options" }.map(\.value) == ["DENY"])
  }

  private struct Adding: Control {
    var name: String { "adding" }
    var summary: String { "" }
    var standingEdits: StandingEdits?
    func evaluate(_ request: some RequestFacts) -> Verdict { .pass }
  }

  /// What a control says that puts the first onto every answer, and the others onto this one.
  private static func edits(_ always: StandingEdits, _ more: [ResponseEdits]) -> AnswerEdits {
    let control = ScopedControl(Adding(standingEdits: always), scope: .everything)
    var answer = AnswerEdits(of: [control])
    answer.add(Verdict(response: ResponseEdits(always)), of: control)
    for edits in more { answer.add(Verdict(response: edits), of: control) }
    return answer
  }

  @Test("has one Vary of what the backend and all controls name, each name once")
  func vary() throws {
    let none = StandingEdits()
    let origin = StandingEdits(vary: [.origin])
    let languages = StandingEdits(vary: [.acceptEncoding, .acceptLanguage])
    let both = StandingEdits(vary: [.accept, .origin])
    let cases: [(backend: [String], always: StandingEdits, more: [StandingEdits], expected: [String])] = [
      (["Accept"], none, [], ["Accept"]), ([], none, [], []), ([], origin, [none], ["Origin"]),
      ([], none, [origin], ["Origin"]), ([], both, [origin], ["Accept, Origin"]),
      ([], origin, [none, languages], ["Origin, Accept-Encoding, Accept-Language"]),
      ([], origin, [both], ["Origin, Accept"]), (["origin"], origin, [], ["origin"]),
      (["*"], languages, [origin], ["*"]),
      (["accept", "Cookie"], both, [languages], ["accept, Cookie, Origin, Accept-Encoding, Accept-Language"]),
    ]
    for (backend, always, more, expected) in cases {
      let controls = Self.edits(always, more.map { ResponseEdits($0) })
      let answer = try Self.encode(backend.map { ("Vary", $0) }, controls: controls)
      #expect(answer.filter { $0.name == "vary" }.map(\.value) == expected, "\(backend) \(expected)")
    }
  }

  @Test("carries what controls add, each once")
  func added() throws {
    let standing = StandingEdits(fields: [HTTPField(name: .accessControlAllowOrigin, value: "*")])
    let more = [
      ResponseEdits(standing, fields: [HTTPField(name: .retryAfter, value: "7")]),
      ResponseEdits(StandingEdits(fields: [HTTPField(name: .allow, value: "GET")])),
      ResponseEdits(fields: [HTTPField(name: .setCookie, value: "a=b")]),
    ]
    let answer = try Self.encode([], controls: Self.edits(standing, more)).prefix(4)
    #expect(
      answer.map { "\($0.name): \($0.value)" } == [
        "access-control-allow-origin: *", "allow: GET", "retry-after: 7", "set-cookie: a=b",
      ])
  }

  @Test("keeps the backend's value where it is told to, once")
  func keep() throws {
    let yaml = "{ xFrameOptions: { action: DENY, upstream: keep } }"
    let theirs = try Self.encode([("x-frame-options", "SAMEORIGIN"), ("X-Frame-Options", "DENY")], yaml: yaml)
    #expect(theirs.filter { $0.name == "x-frame-options" }.map(\.value) == ["SAMEORIGIN"])
    let ours = try Self.encode([], yaml: yaml)
    #expect(ours.filter { $0.name == "x-frame-options" }.map(\.value) == ["DENY"])
  }

  @Test("removes what belongs to one connection, and what Connection names")
  func hopByHop() throws {
    let answer = try Self.encode([
      ("Connection", "close, X-Private"), ("Keep-Alive", "timeout=5"), ("X-Private", "1"), ("X-Public", "2"),
      ("Transfer-Encoding", "chunked"), ("Upgrade", "h2c"), ("TE", "trailers"), ("Proxy-Connection", "close"),
    ])
    let names = Set(answer.map(\.name))
    for name in ["connection", "keep-alive", "x-private", "transfer-encoding", "upgrade", "te", "proxy-connection"] {
      #expect(!names.contains(name), "\(name)")
    }
    #expect(names.contains("x-public"))
  }

  @Test("writes one length, its own")
  func length() throws {
    let answer = try Self.encode([("Content-Length", "99"), ("content-length", "98")], framing: .length(7))
    #expect(answer.filter { $0.name == "content-length" }.map(\.value) == ["7"])
    let toHead = try Self.encode([("Content-Length", "99"), ("Content-Length", "99")], framing: .none)
    #expect(toHead.filter { $0.name == "content-length" }.map(\.value) == ["99"])
    let noContent = try Self.encode([("Content-Length", "0")], status: 204, framing: .none)
    #expect(!noContent.contains { $0.name == "content-length" })
    let stream = try Self.encode([("Content-Length", "0")], framing: .unknown)
    #expect(stream.filter { $0.name == "transfer-encoding" }.map(\.value) == ["chunked"])
    #expect(!stream.contains { $0.name == "content-length" })
  }

  @Test("keeps the backend's own date and cookies, and replaces its request id")
  func others() throws {
    let answer = try Self.encode([
      ("Date", "Tue, 15 Nov 1994 08:12:31 GMT"), ("Set-Cookie", "a=b"), ("Set-Cookie", "c=d"), ("X-Request-ID", "x"),
    ])
    #expect(answer.filter { $0.name == "date" }.map(\.value) == ["Tue, 15 Nov 1994 08:12:31 GMT"])
    #expect(answer.filter { $0.name == "set-cookie" }.map(\.value) == ["a=b", "c=d"])
    let ids = answer.filter { $0.name == "x-request-id" }.map(\.value)
    #expect(ids.count == 1 && ids.first?.count == 32)
  }

  @Test("sends Strict-Transport-Security over TLS alone")
  func transport() throws {
    #expect(try Self.encode([]).contains { $0.name == "strict-transport-security" })
    let plain = try Self.encode([("Strict-Transport-Security", "max-age=1")], isSecure: false)
    #expect(!plain.contains { $0.name == "strict-transport-security" })
  }
}
