import RampartBrowser
import RampartCore
import Testing

@Suite struct OriginPatternTests {
  private func matches(_ pattern: String, _ origin: String) throws -> Bool {
    try OriginPattern(pattern).matches(try #require(WebOrigin(origin)))
  }

  @Test(arguments: [
    ("https://example.org", "https://example.org"),
    ("https://Example.org:443", "https://example.org"),
    ("https://*.example.org", "https://a.example.org"),
    ("https://*.example.org", "https://a.b.c.example.org"),
    ("https://*.example.org:8443", "https://a.example.org:8443"),
    ("http://localhost:*", "http://localhost"),
    ("http://localhost:*", "http://localhost:3000"),
    ("http://*.localhost:*", "http://app.localhost:3000"),
    ("https://[::1]:*", "https://[::1]:9"),
  ])
  func `A pattern covers what it says`(_ pattern: String, _ origin: String) throws {
    #expect(try matches(pattern, origin))
  }

  @Test(arguments: [
    ("https://example.org", "http://example.org"),
    ("https://example.org", "https://example.org:8443"),
    ("https://example.org", "https://www.example.org"),
    ("https://example.org", "https://example.org.evil.example"),
    ("https://example.org", "https://exampleXorg"),
    ("https://*.example.org", "https://example.org"),
    ("https://*.example.org", "https://evilexample.org"),
    ("https://*.example.org", "https://a.exampleXorg"),
    ("https://*.example.org", "https://a.example.org.evil.example"),
    ("https://*.example.org", "https://a.example.org."),
    ("https://*.example.org", "http://a.example.org"),
    ("https://*.example.org", "https://a.example.org:8443"),
    ("http://localhost:*", "https://localhost:3000"),
    ("http://localhost:*", "http://localhost.evil.example:3000"),
    ("http://localhost:*", "http://a.localhost:3000"),
  ])
  func `A pattern is anchored at both ends, and a dot is a dot`(_ pattern: String, _ origin: String) throws {
    #expect(try !matches(pattern, origin))
  }

  @Test(arguments: [
    "*", "null", "example.org", "https://*", "https://*:*", "https://*.*", "https://*.*.example.org", "https://*.org",
    "https://a.*.example.org", "https://a*.example.org", "https://*example.org", "*://example.org",
    "https://example.org/", "https://example.org:*:*", "https://example.org:8*", "https://example.org:8443:*",
    "https://*.192.0.2.1", "https://*.[::1]", "https://.example.org", "https://(a|b).example.org", "",
  ])
  func `What would mean too much or nothing is refused`(_ text: String) {
    #expect(throws: InvalidOption.self) { try OriginPattern(text) }
  }

  @Test func `A message says what was meant`() {
    func hint(_ text: String) -> String? {
      do throws(InvalidOption) {
        _ = try OriginPattern(text)
        return nil
      } catch {
        return error.hint
      }
    }
    #expect(hint("*") == "write the word `any` instead of the list")
    #expect(hint("example.org") == "write the scheme too, such as `https://example.org`")
    #expect(hint("https://example.org/") == "an origin has no path and no final slash")
    #expect(hint("https://*.org") == "write a star below a domain that is yours, such as `https://*.example.org`")
  }

  @Test(arguments: ["https://example.org:8443", "https://*.example.org", "http://localhost:*", "https://*.a.example:*"])
  func `A pattern is written as it was read`(_ text: String) throws {
    #expect(try OriginPattern(text).description == text)
  }
}
