import HTTPTypes
import Testing

@testable import RampartCore

/// Characters that to Swift are one with the separator beside them, and to nobody else.
@Suite("Fields are taken apart byte by byte") struct FieldTextTests {
  @Test(arguments: ["9.9.9.9]\u{600}", "8.8.8.8:\u{600}", "\u{600}", "1.1.1.1\u{301}", "[::1]x", "1.1.1.1:x", "::1]"])
  func `Nobody hides what a trusted proxy has appended`(_ sent: String) throws {
    let proxy = try #require(IPAddress("192.0.2.1"))
    let resolver = ClientAddress(trustedProxies: [try #require(AddressBlock("192.0.2.1/32"))])
    let client = resolver.resolve(peer: proxy, forwardedFor: sent + ", 203.0.113.5")
    #expect(client == IPAddress("203.0.113.5"))
    // What is no address ends the list.
    #expect(resolver.resolve(peer: proxy, forwardedFor: "203.0.113.5," + sent) == proxy)
  }

  @Test(arguments: ["a=\u{600}; sid=1", "sid=1; b=\u{600}", "sid=1;\u{301}x=1", "sid=1   ; a=b", " sid = 1", "sid=1\t"])
  func `A cookie is found whatever stands beside it`(_ field: String) {
    let facts = Facts(fields: [field])
    #expect(facts.cookies(named: "sid") == ["1"])
  }

  @Test func `Members of a list are found`() {
    #expect("a\u{600},b ,\u{301}c".listMembers == ["a\u{600}", "b", "\u{301}c"])
    #expect(ResponseEdits.vary(adding: [.origin], to: ["accept\u{600}, origin"]) == nil)
    #expect(ContentNegotiation.prefersHTML("a/b\u{600},text/html"))
  }

  private struct Facts: RequestFacts {
    var fields: [String]
    var method: HTTPRequest.Method { .get }
    var isSecure: Bool { true }
    var authority: String { "example.org" }
    var path: String { "/" }
    var query: String { "" }
    var client: IPAddress { IPAddress("192.0.2.9") ?? IPAddress(v6: 0) }
    var identity: ClientIdentity? { nil }
    var body: RequestBody { .unread }
    func values(of name: HTTPField.Name) -> [String] { name == .cookie ? fields : [] }
  }
}
