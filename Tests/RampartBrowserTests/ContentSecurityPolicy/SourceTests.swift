import RampartBrowser
import RampartCore
import Testing

@Suite struct SourceTests {
  @Test(arguments: [
    "'self'", "'unsafe-inline'", "'unsafe-eval'", "'unsafe-hashes'", "'wasm-unsafe-eval'", "'strict-dynamic'",
    "'report-sample'", "'report-sha256'", "'report-sha384'", "'report-sha512'", "'inline-speculation-rules'",
    "'trusted-types-eval'", "https:", "data:", "blob:", "wss:", "x-app+v1.0:", "*", "*:*", "example.org", "localhost",
    "localhost:3000", "localhost:*", "127.0.0.1:8080", "*.example.org", "https://example.org", "https://*:443",
    "https://*.example.org:8443/lib/a.js", "wss://example.org/a%20b", "xn--bcher-kva.example",
    "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='", "'sha256-qznLcsROx4GACP2dm0UCKCzCG-HiZ1guq6ZZDob_Tng='",
  ])
  func `What the standard allows is a source and is written as it stands`(_ text: String) throws {
    var policy = ContentSecurityPolicy(defaultSrc: [])
    policy[.imgSrc] = [try .init(parsing: text)]
    #expect(policy.value(in: ResponseContext(isSecure: true)) == "default-src 'none';img-src \(text)")
  }

  @Test(arguments: [
    ("self", "'self'"), ("SELF", "'self'"), ("none", "'none'"), ("unsafe-inline", "'unsafe-inline'"),
    ("unsafe-eval", "'unsafe-eval'"), ("unsafe-hashes", "'unsafe-hashes'"), ("strict-dynamic", "'strict-dynamic'"),
    ("report-sample", "'report-sample'"), ("wasm-unsafe-eval", "'wasm-unsafe-eval'"),
    ("inline-speculation-rules", "'inline-speculation-rules'"), ("nonce-abc", "'nonce-abc'"),
    ("sha256-abc=", "'sha256-abc='"), ("sha384-abc", "'sha384-abc'"), ("sha512-abc", "'sha512-abc'"),
  ])
  func `A keyword without its quotes is a problem with the quotes as hint`(_ text: String, _ meant: String) {
    #expect(problems(text) == ["5:1: `\(text)` lacks its quotes, did you mean `\(meant)`?"])
  }

  @Test(arguments: [
    "https://a.example; script-src *", "a.example,b.example", "a.example b.example", "a.example\n", "a\u{0}b",
    "a\u{7F}", "'self' https:", ";",
  ])
  func `What would end the source is a problem`(_ text: String) {
    #expect(
      problems(text) == [
        "5:1: a source must not contain `;`, `,`, spaces or control characters, give each source an entry of its own"
      ])
  }

  @Test(arguments: [
    "https://", "https://a..example", "a.example:0", "a.example:65536", "a.example:+80", "a.example:80:80",
    "*a.example", "a.*.example", "1x:", "https:example.org", "bücher.example", "[::1]", "a_b.example",
    "https://a.example/\"",
    "https://a.example/?q", "https://a.example/#f", "/path", "http//a.example",
  ])
  func `What is no host is a problem`(_ text: String) {
    #expect(problems(text) == ["5:1: `\(text)` is not a source, write a host such as `https://cdn.example.org`"])
  }

  @Test func `Misspelled keywords, hashes and nonces are problems with a hint`() {
    #expect(problems("'slef'") == ["5:1: `'slef'` is not a keyword of a policy, did you mean `'self'`?"])
    #expect(problems("'self") == ["5:1: `'self` is not a keyword of a policy, did you mean `'self'`?"])
    #expect(problems("'whatever'") == ["5:1: `'whatever'` is not a keyword of a policy"])
    let hint = "write `'sha256-` and the checksum in base64, closed by `'`"
    for hash in ["'sha256-abc='", "'sha256-'", "'sha1-abc='", "'sha384-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"] {
      #expect(problems(hash) == ["5:1: `\(hash)` is not a hash, \(hint)"])
    }
    #expect(
      problems("'nonce-abc'") == [
        "5:1: a nonce written down is the same for every answer and protects nothing, "
          + "use a hash, or let the application set its own policy (`upstream: keep`)"
      ])
  }

  @Test func `The Swift names refuse what is none`() {
    #expect(throws: InvalidOption.self) { try ContentSecurityPolicy.Source.host("a b") }
    #expect(throws: InvalidOption.self) { try ContentSecurityPolicy.Source.host("'self'") }
    #expect(throws: InvalidOption.self) { try ContentSecurityPolicy.Source.scheme("https:") }
    #expect(throws: InvalidOption.self) { try ContentSecurityPolicy.Source.scheme("") }
    #expect(throws: InvalidOption.self) { try ContentSecurityPolicy.TrustedTypes.policy("") }
  }

  private func problems(_ source: String) -> [String] {
    TestDocument.problems(["contentSecurityPolicy": ["directives": ["imgSrc": [.string(source)]]]])
  }
}
