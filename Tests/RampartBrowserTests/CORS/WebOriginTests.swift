import RampartBrowser
import RampartTesting
import Testing

@Suite struct WebOriginTests {
  @Test(arguments: [
    ("https://example.org", "https://example.org"),
    ("HTTPS://Example.ORG:443", "https://example.org"),
    ("http://example.org:80", "http://example.org"),
    ("https://example.org:80", "https://example.org:80"),
    ("http://localhost:3000", "http://localhost:3000"),
    ("https://192.0.2.1:8443", "https://192.0.2.1:8443"),
    ("https://[2001:DB8:0:0::1]:8443", "https://[2001:db8::1]:8443"),
    ("https://a_b.example.org", "https://a_b.example.org"),
    ("https://example.org.", "https://example.org."),
    ("https://xn--bcher-kva.example", "https://xn--bcher-kva.example"),
    ("capacitor://localhost", "capacitor://localhost"),
    ("moz-extension://0f3b-11", "moz-extension://0f3b-11"),
  ])
  func `An origin has one canonical form`(_ text: String, _ canonical: String) throws {
    let origin = try #require(WebOrigin(text))
    #expect(origin.description == canonical)
    #expect(WebOrigin(canonical) == origin)
  }

  @Test(arguments: [
    "", "null", "example.org", "https:", "https://", "https:///", "//example.org", "https:/example.org",
    "https://example.org/", "https://example.org/a", "https://example.org?a", "https://example.org#a",
    "https://user@example.org", "https://user:secret@example.org", "https://example.org:", "https://example.org:0",
    "https://example.org:0443", "https://example.org:65536", "https://example.org:99999999999",
    "https://example.org:+1",
    "https://example.org:8443:8443", "https://.example.org", "https://a..example.org", "https://example.org..",
    "https://*.example.org", "https://exa mple.org", " https://example.org", "https://example.org ",
    "https://example.org https://other.example", "https://example.org,https://other.example", "https://exämple.org",
    "https://ex%61mple.org", "https://example.org\\@other.example", "https://example.org\u{0}", "https://example.org\n",
    "https://[::1", "https://::1", "https://[::1]a", "https://[]", "https://[127.0.0.1]", "https://[::ffff:127.0.0.1]",
    "https://[fe80::1%25eth0]", "1https://example.org", "ht tp://example.org", "://example.org",
    "https://127.1", "https://2130706433", "https://0x7f.1", "https://0x7F000001", "https://127.0.0.01",
    "https://127.0.0.1.", "https://256.0.0.1", "https://example.0x",
  ])
  func `What is no origin is none`(_ text: String) {
    #expect(WebOrigin(text) == nil)
  }

  @Test func `Scheme, host and port each make another origin`() {
    let origin = WebOrigin("https://example.org")
    for other in ["http://example.org", "https://www.example.org", "https://example.org:8443", "https://example.org."] {
      #expect(WebOrigin(other) != origin, "\(other)")
    }
  }

  @Test func `Lengths have limits`() {
    let label = String(repeating: "a", count: 63)
    #expect(WebOrigin("https://\(label).org") != nil)
    #expect(WebOrigin("https://\(label)a.org") == nil)
    let host = [String](repeating: label, count: 3).joined(separator: ".")
    #expect(WebOrigin("https://\(host).org:65535") != nil)
    #expect(WebOrigin("https://\(host).\(label).org") == nil)
    #expect(WebOrigin("\(String(repeating: "s", count: 33))://example.org") == nil)
  }

  @Test func `The origin of an address ends where its path begins`() {
    #expect(WebOrigin(ofAddress: "https://example.org:8443/a/b?c#d") == WebOrigin("https://example.org:8443"))
    #expect(WebOrigin(ofAddress: "https://example.org?https://other.example/") == WebOrigin("https://example.org"))
    #expect(WebOrigin(ofAddress: "https://example.org/" + String(repeating: "a", count: 4000)) != nil)
    #expect(WebOrigin(ofAddress: "https://example.org@other.example/") == nil)
    #expect(WebOrigin(ofAddress: "https://example.org\\.other.example/") == nil)
    #expect(WebOrigin(ofAddress: "about:client") == nil)
  }

  @Test func `The origin of a request is its scheme and authority`() {
    #expect(WebOrigin(isSecure: true, authority: "Example.org:443") == WebOrigin("https://example.org"))
    #expect(WebOrigin(isSecure: false, authority: "example.org:443") == WebOrigin("http://example.org:443"))
    #expect(WebOrigin(isSecure: true, authority: "") == nil)
    #expect(WebOrigin(isSecure: true, authority: "example.org/a") == nil)
  }

  @Test func `The word null is a case of its own`() {
    #expect(SerializedOrigin("null") == .null)
    #expect(SerializedOrigin("NULL") == nil)
    #expect(SerializedOrigin("null null") == nil)
    #expect(SerializedOrigin("https://null")?.description == "https://null")
  }

  @Test func `Whatever the bytes, the parser ends, and reads back what it wrote`() throws {
    var generator = SeededGenerator(seed: 7)
    let alphabet = Array("https://[]:.*@aA0x9-_%\\ nul".utf8) + [0, 0x0A, 0x7F, 0x80, 0xFF]
    var parsed = 0
    for round in 0..<50_000 {
      let start = round.isMultiple(of: 2) ? Array("https://".utf8) : []
      let rest = (0..<Int.random(in: 0...24, using: &generator)).map { _ in
        alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
      }
      guard let origin = WebOrigin(bytes: start + rest) else { continue }
      parsed += 1
      #expect(WebOrigin(origin.description) == origin)
      #expect(WebOrigin(origin.description)?.description == origin.description)
    }
    #expect(parsed > 100)
  }
}
