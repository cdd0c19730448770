import HTTPTypes
import RampartBrowser
import RampartCore
import Testing

@Suite struct SecurityHeadersTests {
  static let recommended: [(String, String)] = [
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
      "accelerometer=(), bluetooth=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), "
        + "idle-detection=(), local-fonts=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=(), "
        + "xr-spatial-tracking=()"
    ),
    ("Referrer-Policy", "no-referrer"),
    ("Strict-Transport-Security", "max-age=63072000; includeSubDomains"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-DNS-Prefetch-Control", "off"),
    ("X-Download-Options", "noopen"),
    ("X-Frame-Options", "SAMEORIGIN"),
    ("X-Permitted-Cross-Domain-Policies", "none"),
    ("X-XSS-Protection", "0"),
  ]

  @Test func `The recommended set is written over nothing`() {
    var fields = HTTPFields()
    SecurityHeaders().apply(to: &fields, in: ResponseContext(isSecure: true))
    #expect(fields.map { "\($0.name.rawName): \($0.value)" } == Self.recommended.map { "\($0): \($1)" })
  }

  @Test func `Plain HTTP gets the same set without Strict-Transport-Security`() {
    var fields = HTTPFields()
    SecurityHeaders().apply(to: &fields, in: ResponseContext(isSecure: false))
    let expected = Self.recommended.map(\.0).filter { $0 != "Strict-Transport-Security" }
    #expect(fields.map(\.name.rawName) == expected)
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
        "1:1: `recomended` is not one of `recommended`, `off`, did you mean `recommended`?"
      ])
    #expect(
      TestDocument.problems(["nosniff"]) == [
        "1:1: expected `recommended`, `off` or a mapping with one key per header, found a list"
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
