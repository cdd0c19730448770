import HTTPTypes
import RampartBrowser
import RampartCore
import RampartTesting
import Testing

@Suite struct CSRFDeclarationTests {
  private func read(_ json: JSONValue) -> (declared: CSRFDeclaration?, problems: [String]) {
    var reading = Reading(folder: "/etc", sources: TestSources(["/etc/a": "k"], variables: ["OLD_KEY": "old"]))
    let declared = CSRFPolicy.declaration.read(DocumentNode.from(json), &reading)
    return (declared, reading.problems.map(\.description))
  }

  @Test func `Every key sets its option`() throws {
    let (declared, problems) = read([
      "layers": ["origin", "token", "isolation"], "allowedOrigins": ["https://app.example"], "exempt": ["/hooks/a"],
      "everyMethod": true, "isolation": ["sameSite": true], "mode": "detect",
      "token": [
        "key": ["file": "a"], "previousKeys": [["environment": "OLD_KEY"]],
        "cookie": "__Host-token", "session": "sid", "header": "X-XSRF-TOKEN", "field": "token", "lifetime": "1h",
        "singleUse": true, "formLimit": "1KiB",
      ],
    ])
    #expect(problems == [])
    var expected = CSRFDeclaration()
    expected.options.layers = [.origin, .token, .isolation]
    expected.options.allowedOrigins = [try #require(WebOrigin("https://app.example"))]
    expected.options.exemptPaths = ["/hooks/a"]
    expected.options.treatsAllMethodsAsUnsafe = true
    expected.options.isolationAllowsSameSite = true
    expected.options.mode = .detect
    expected.options.token.cookie = "__Host-token"
    expected.options.token.sessionCookie = "sid"
    expected.options.token.header = try #require(HTTPField.Name("X-XSRF-TOKEN"))
    expected.options.token.field = "token"
    expected.options.token.lifetime = .seconds(3600)
    expected.options.token.isSingleUse = true
    expected.options.token.formLimit = 1024
    expected.key = Secret(.file("/etc/a"), value: Array("k".utf8))
    expected.previousKeys = [Secret(.environment("OLD_KEY"), value: Array("old".utf8))]
    #expect(declared == expected)
  }

  @Test func `An empty mapping is the recommended policy`() {
    #expect(read(.object([])).declared == CSRFDeclaration())
  }

  @Test(
    arguments: [
      (["layers": []], "2:1: the list needs at least 1 entry"),
      (["layers": ["tokens"]], "3:1: `tokens` is not one of `origin`, `token`, `isolation`, did you mean `token`?"),
      (["layers": ["token"]], "1:1: the layer `token` needs a key, name one with `token.key`"),
      (
        ["exempt": ["/hooks/*"]],
        "1:1: `/hooks/*` is not a path that a request can have, an exemption is one whole path, such as "
          + "`/hooks/payment`; there are no patterns"
      ),
      (
        ["allowedOrigins": ["https://*.example"]],
        "3:1: `https://*.example` is not an origin, write it like "
          + "`https://app.example.org`"
      ),
      (
        ["layers": ["token"], "token": ["key": ["file": "a"], "cookie": "csrf"]],
        "1:1: `csrf` could be set by a subdomain, or is not the name of a cookie, begin it with `__Host-`"
      ),
    ] as [(JSONValue, String)])
  func `What cannot be is a problem`(_ json: JSONValue, _ problem: String) {
    let (declared, problems) = read(json)
    #expect(declared == nil)
    #expect(problems == [problem])
  }

  @Test func `A key in the open is a problem that does not repeat it`() {
    let problems = read(["layers": ["token"], "token": ["key": "0123456789abcdef0123456789abcdef"]]).problems
    #expect(problems.contains { $0.contains("a secret stands here in the open") })
    #expect(!problems.contains { $0.contains("0123456789") })
  }
}
