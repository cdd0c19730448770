import Foundation
import HTTPTypes
import RampartCore
import Testing

@testable import RampartGateway

@Suite("An error page")
struct ErrorPagesTests {
  private static let denials: [Denial] = [
    .malformed, .requestTimeout, .bodyTooLarge, .targetTooLong, .expectationFailed, .misdirected, .headTooLarge,
    .methodNotImplemented, .versionNotSupported, .notFound, .unreachable, .invalidResponse, .unavailable,
    .upstreamTimeout,
  ]

  private static var id: RequestID {
    var generator = IdentifierGenerator()
    return RequestID(using: &generator)
  }

  @Test("for a program is RFC 9457 problem details", arguments: denials)
  func problem(_ denial: Denial) throws {
    let id = Self.id
    let page = ErrorPages.page(for: denial, accept: "application/json", id: id)
    #expect(page.status == denial.status)
    #expect(page.fields.contains { $0 == HTTPField(name: .contentType, value: "application/problem+json") })
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(page.body)) as? [String: Any])
    #expect(object["status"] as? Int == denial.status)
    #expect(object["code"] as? String == denial.code)
    #expect(object["requestId"] as? String == id.description)
    #expect((object["title"] as? String)?.isEmpty == false)
  }

  @Test("for a person is a page with a language, a title and one heading", arguments: denials)
  func html(_ denial: Denial) {
    let id = Self.id
    let page = ErrorPages.page(for: denial, accept: "text/html,application/xhtml+xml,*/*;q=0.8", id: id)
    let text = String(decoding: page.body, as: UTF8.self)
    #expect(page.fields.contains { $0 == HTTPField(name: .contentType, value: "text/html; charset=utf-8") })
    for part in [
      "<html lang=\"en\">", "<title>\(denial.status) ", "<h1>\(denial.status) ", id.description, denial.code,
    ] {
      #expect(text.contains(part), "\(part)")
    }
    #expect(text.components(separatedBy: "<h1>").count == 2)
  }

  @Test("has the form that Accept prefers")
  func negotiation() {
    let cases: [(String?, Bool)] = [
      (nil, false), ("*/*", false), ("text/html", true), ("text/html;q=0.5, application/json", false),
      ("text/html, application/json;q=0.9", true), ("application/json", false), ("text/*", true),
      ("text/html;q=0", false), ("TEXT/HTML", true), ("application/problem+json, text/html;q=0.1", false),
      ("text/html;q=abc", true), (",,,", false), ("*/*;q=0.1, text/html;q=0.2", true), ("image/png", false),
    ]
    for (accept, expected) in cases {
      #expect(ContentNegotiation.prefersHTML(accept) == expected, "\(accept ?? "nothing")")
    }
  }

  @Test("has a code of its own for every denial")
  func codes() {
    #expect(Set(Self.denials.map(\.code)).count == Self.denials.count)
  }
}
