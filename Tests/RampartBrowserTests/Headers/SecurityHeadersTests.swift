import HTTPTypes
import RampartBrowser
import RampartCore
import Testing

@Suite struct SecurityHeadersTests {
  static let recommended: [(String, String)] = [
    ("Content-Security-Policy", "upgrade-insecure-requests"),
    ("Origin-Agent-Cluster", "?1"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Strict-Transport-Security", "max-age=63072000"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-DNS-Prefetch-Control", "off"),
    ("X-Download-Options", "noopen"),
    ("X-Frame-Options", "SAMEORIGIN"),
    ("X-Permitted-Cross-Domain-Policies", "none"),
    ("X-XSS-Protection", "0"),
  ]
  static let strict: [(String, String)] = [
    (
      "Content-Security-Policy",
      "default-src 'self';base-uri 'self';font-src 'self' https: data:;form-action 'self';frame-ancestors 'self';"
        + "img-src 'self' data:;object-src 'none';script-src 'self';script-src-attr 'none';"
        + "style-src 'self' https: 'unsafe-inline';upgrade-insecure-requests"
    ),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Origin-Agent-Cluster", "?1"),
    (
      "Permissions-Policy",
      "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), idle-detection=(), "
        + "local-fonts=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=(), "
        + "xr-spatial-tracking=()"
    ),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Strict-Transport-Security", "max-age=63072000; includeSubDomains"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-DNS-Prefetch-Control", "off"),
    ("X-Download-Options", "noopen"),
    ("X-Frame-Options", "SAMEORIGIN"),
    ("X-Permitted-Cross-Domain-Policies", "none"),
    ("X-XSS-Protection", "0"),
  ]

  @Test(arguments: [(SecurityHeaders(), recommended), (SecurityHeaders.strict, strict)])
  func `Each set is written over nothing`(_ headers: SecurityHeaders, _ expected: [(String, String)]) {
    var fields = HTTPFields()
    headers.apply(to: &fields, in: ResponseContext(isSecure: true))
    #expect(fields.map { "\($0.name.rawName): \($0.value)" } == expected.map { "\($0): \($1)" })
  }

  @Test(arguments: [(SecurityHeaders(), recommended), (SecurityHeaders.strict, strict)])
  func `Plain HTTP gets the same set without what browsers heed over TLS alone`(
    _ headers: SecurityHeaders, _ expected: [(String, String)]
  ) {
    var fields = HTTPFields()
    headers.apply(to: &fields, in: ResponseContext(isSecure: false))
    let overPlain = expected.compactMap { name, value -> String? in
      let overTLS = ["Strict-Transport-Security", "Cross-Origin-Opener-Policy", "Origin-Agent-Cluster"]
      if overTLS.contains(name) || value == "upgrade-insecure-requests" { return nil }
      let end = ";upgrade-insecure-requests"
      return "\(name): \(value.hasSuffix(end) ? String(value.dropLast(end.count)) : value)"
    }
    #expect(fields.map { "\($0.name.rawName): \($0.value)" } == overPlain)
  }

  /// What applications send themselves, and what becomes of it.
  @Test(arguments: [
    ("Content-Security-Policy", ["script-src 'nonce-r4nd0m' 'strict-dynamic'"], nil),
    ("Content-Security-Policy", ["default-src 'none'"], nil),
    ("Content-Security-Policy", ["img-src *", "script-src 'self'"], "img-src *, script-src 'self'"),
    ("Content-Security-Policy", [""], "upgrade-insecure-requests"),
    ("Cross-Origin-Opener-Policy", ["same-origin"], nil), ("Cross-Origin-Resource-Policy", ["cross-origin"], nil),
    ("Permissions-Policy", ["camera=(self)"], nil), ("Origin-Agent-Cluster", ["?0"], nil),
    ("Referrer-Policy", ["no-referrer"], nil), ("Referrer-Policy", ["same-origin"], nil),
    ("Referrer-Policy", ["strict-origin"], nil), ("Referrer-Policy", ["Strict-Origin-When-Cross-Origin"], nil),
    ("Referrer-Policy", ["no-referrer", "same-origin"], "no-referrer, same-origin"),
    ("Referrer-Policy", ["unsafe-url, same-origin, from-the-future"], nil),
    ("Referrer-Policy", ["no-referrer, unsafe-url"], "strict-origin-when-cross-origin"),
    ("Referrer-Policy", ["no-referrer-when-downgrade"], "strict-origin-when-cross-origin"),
    ("Referrer-Policy", ["origin"], "strict-origin-when-cross-origin"),
    ("Referrer-Policy", ["from-the-future"], "strict-origin-when-cross-origin"),
    ("Referrer-Policy", [","], "strict-origin-when-cross-origin"),
    ("Strict-Transport-Security", ["max-age=300"], nil),
    ("Strict-Transport-Security", ["max-age=31536000; includeSubDomains; preload"], nil),
    ("Strict-Transport-Security", ["includeSubDomains ; Max-Age = \"600\""], nil),
    ("Strict-Transport-Security", ["max-age=0"], "max-age=63072000"),
    ("Strict-Transport-Security", ["max-age=0", "max-age=5"], "max-age=5"),
    ("Strict-Transport-Security", ["max-age"], "max-age=63072000"),
    ("Strict-Transport-Security", ["max-age=\"\""], "max-age=63072000"),
    ("Strict-Transport-Security", ["max-age=1; max-age=0"], "max-age=63072000"),
    ("Strict-Transport-Security", ["max-age=-1"], "max-age=63072000"),
    ("X-Content-Type-Options", ["sniff"], "nosniff"), ("X-DNS-Prefetch-Control", ["on"], nil),
    ("X-Download-Options", ["open"], "noopen"),
    ("X-Frame-Options", ["DENY"], nil), ("X-Frame-Options", ["sameorigin"], nil),
    ("X-Frame-Options", ["ALLOWALL"], "SAMEORIGIN"),
    ("X-Frame-Options", ["ALLOW-FROM https://partner.example"], "SAMEORIGIN"),
    ("X-Frame-Options", ["ALLOWALL", "DENY"], "DENY"), ("X-Frame-Options", ["DENY, SAMEORIGIN"], "SAMEORIGIN"),
    ("X-Permitted-Cross-Domain-Policies", ["master-only"], nil),
    ("X-Permitted-Cross-Domain-Policies", ["all"], "none"), ("X-XSS-Protection", ["1; mode=block"], "0"),
  ])
  func `An application's own value stands where it protects`(
    _ name: String, _ sent: [String], _ expected: String?
  ) throws {
    var fields = HTTPFields()
    for value in sent { fields.append(HTTPField(name: try #require(HTTPField.Name(name)), value: value)) }
    SecurityHeaders().apply(to: &fields, in: ResponseContext(isSecure: true))
    #expect(fields.values(name) == [try #require(expected ?? sent.first)])
  }

  @Test func `An application's own policy stands over plain HTTP, its Strict-Transport-Security does not`() {
    var fields: HTTPFields = [
      .contentSecurityPolicy: "default-src 'none'", .strictTransportSecurity: "max-age=300",
    ]
    SecurityHeaders().apply(to: &fields, in: ResponseContext(isSecure: false))
    #expect(fields[.contentSecurityPolicy] == "default-src 'none'")
    #expect(fields[.strictTransportSecurity] == nil)
  }

  @Test func `The word recommended and an empty mapping are the recommended set`() throws {
    #expect(try TestDocument.headers("recommended") == SecurityHeaders())
    #expect(try TestDocument.headers(.object([])) == .recommended)
  }

  @Test func `The word off leaves an answer as it is`() throws {
    let off = try TestDocument.headers("off")
    #expect(off == .off)
    #expect(off != .recommended)
    #expect(off.rules(isSecure: true).isEmpty)
  }

  @Test func `A mapping changes the set that it names as its base`() throws {
    #expect(try TestDocument.headers("strict") == .strict)
    #expect(try TestDocument.headers(["base": "strict"]) == .strict)
    var expected = SecurityHeaders.strict
    expected.crossOriginOpenerPolicy = .replace(.sameOriginAllowPopups)
    let popups: JSONValue = ["crossOriginOpenerPolicy": "same-origin-allow-popups", "base": "strict"]
    #expect(try TestDocument.headers(popups) == expected)
    let alone = try TestDocument.headers(["base": "off", "xFrameOptions": "DENY"])
    #expect(alone.rules(isSecure: true).map(\.name.rawName) == ["X-Frame-Options"])
    #expect(
      TestDocument.problems(["base": "stricter"]) == [
        "2:1: `stricter` is not one of `recommended`, `strict`, `off`, did you mean `strict`?"
      ])
  }

  @Test func `A header that is not named keeps the recommended setting`() throws {
    var expected = SecurityHeaders()
    expected.xFrameOptions = .replace(.deny)
    #expect(try TestDocument.headers(["xFrameOptions": "DENY"]) == expected)
  }

  @Test func `An unknown key is a problem with what was meant`() {
    let problems = TestDocument.problems(["xFrameOption": "DENY", "x-powered-by": "keep"])
    #expect(
      problems == [
        "2:1: unknown key `xFrameOption`, did you mean `xFrameOptions`?",
        "3:1: unknown key `x-powered-by`, did you mean `xPoweredBy`?",
      ])
  }

  @Test func `Another word or a list is a problem`() {
    #expect(
      TestDocument.problems("recomended") == [
        "1:1: `recomended` is not one of `recommended`, `strict`, `off`, did you mean `recommended`?"
      ])
    #expect(
      TestDocument.problems(["nosniff"]) == [
        "1:1: expected `recommended`, `strict`, `off` or a mapping with one key per header, found a list"
      ])
  }

  @Test func `Server and X-Powered-By of the backend are removed, however they are spelled`() throws {
    var fields = HTTPFields()
    for name in ["server", "SERVER", "X-Powered-By", "x-powered-BY"] {
      fields.append(HTTPField(name: try #require(HTTPField.Name(name)), value: "Express"))
    }
    SecurityHeaders().apply(to: &fields, in: ResponseContext(isSecure: true))
    #expect(fields.values("server").isEmpty)
    #expect(fields.values("x-powered-by").isEmpty)
  }

  @Test func `Other fields stay as they are and in their order`() throws {
    let cookies = ["a=1", "b=2"].map { HTTPField(name: .setCookie, value: $0) }
    var fields = HTTPFields(cookies + [HTTPField(name: .contentType, value: "text/html")])
    SecurityHeaders().apply(to: &fields, in: ResponseContext(isSecure: true))
    #expect(fields.prefix(3).map(\.value) == ["a=1", "b=2", "text/html"])
  }
}
