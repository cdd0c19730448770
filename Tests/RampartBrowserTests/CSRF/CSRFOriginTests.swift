import HTTPTypes
import RampartBrowser
import RampartCore
import Testing

@Suite struct CSRFOriginTests {
  private func outcome(_ request: TestRequest, _ change: (inout CSRFOptions) -> Void = { _ in }) throws -> String {
    var options = CSRFOptions()
    change(&options)
    return try CSRFPolicy(options).evaluate(request).outcome
  }

  /// A POST with a session cookie.
  private func post(_ fields: KeyValuePairs<String, String>) -> TestRequest {
    TestRequest(.post, fields).with("Cookie", "session=1")
  }

  @Test(arguments: [
    ["Sec-Fetch-Site": "same-origin"], ["Sec-Fetch-Site": "same-origin", "Origin": "https://example.org"],
    ["Sec-Fetch-Site": "same-origin", "Origin": "null"], ["Sec-Fetch-Site": "none"], ["Origin": "https://example.org"],
    ["Origin": "https://EXAMPLE.org:443"], ["Referer": "https://example.org/page?a=b"],
  ])
  func `A request of the site's own pages passes`(_ fields: [String: String]) throws {
    #expect(try outcome(fields.reduce(post([:])) { $0.with($1.key, $1.value) }) == "pass")
  }

  @Test(arguments: [
    ["Sec-Fetch-Site": "cross-site"], ["Sec-Fetch-Site": "same-site"],
    ["Sec-Fetch-Site": "same-site", "Origin": "https://evil.example.org"],
    ["Sec-Fetch-Site": "cross-site", "Origin": "https://example.org"],
    ["Sec-Fetch-Site": "same-site", "Origin": "https://example.org"],
    ["Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"],
    ["Sec-Fetch-Site": "none", "Origin": "https://evil.example"], ["Sec-Fetch-Site": "none", "Origin": "null"],
    ["Sec-Fetch-Site": "Same-Origin"], ["Sec-Fetch-Site": ""], ["Sec-Fetch-Site": "same-origin, cross-site"],
    ["Origin": "https://evil.example"], ["Origin": "http://example.org"], ["Origin": "https://example.org:8443"],
    ["Origin": "https://www.example.org"], ["Origin": "https://example.org.evil.example"], ["Origin": "null"],
    ["Origin": ""], ["Origin": "https://example.org/"], ["Origin": "https://example.org https://evil.example"],
    ["Origin": "null", "Referer": "https://example.org/"],
    ["Origin": "https://evil.example", "Referer": "https://example.org/"],
    ["Referer": "https://evil.example/https://example.org/"], ["Referer": "https://example.org@evil.example/"],
    ["Referer": "http://example.org/"], ["Referer": "https://example.org.evil.example/"], ["Referer": "/page"],
  ])
  func `A request of another origin is denied`(_ fields: [String: String]) throws {
    #expect(try outcome(fields.reduce(post([:])) { $0.with($1.key, $1.value) }) == "csrf.crossOrigin")
  }

  @Test func `A field that stands twice is denied`() throws {
    let site = post(["Sec-Fetch-Site": "same-origin", "sec-fetch-site": "same-origin"])
    #expect(try outcome(site) == "csrf.crossOrigin")
    let origin = post(["Origin": "https://example.org", "origin": "https://example.org"])
    #expect(try outcome(origin) == "csrf.crossOrigin")
    let referer = post(["Referer": "https://example.org/", "referer": "https://example.org/"])
    #expect(try outcome(referer) == "csrf.crossOrigin")
  }

  @Test func `With cookies and without an origin it is denied, without cookies it is a program`() throws {
    #expect(try outcome(post([:])) == "csrf.missingOrigin")
    #expect(try outcome(TestRequest(.post)) == "pass")
    #expect(try outcome(TestRequest(.post, ["Authorization": "Bearer a"])) == "pass")
  }

  @Test func `Another site's request is denied without cookies too, so that nobody is signed in by it`() throws {
    #expect(try outcome(TestRequest(.post, ["Origin": "https://evil.example"])) == "csrf.crossOrigin")
    #expect(try outcome(TestRequest(.post, ["Sec-Fetch-Site": "cross-site"])) == "csrf.crossOrigin")
  }

  @Test func `The scheme and the port are those of the request`() throws {
    var request = post(["Origin": "http://example.org:8080"])
    request.isSecure = false
    request.authority = "example.org:8080"
    #expect(try outcome(request) == "pass")
    request.isSecure = true
    #expect(try outcome(request) == "csrf.crossOrigin")
    request.authority = ""
    #expect(try outcome(request) == "csrf.crossOrigin")
  }

  @Test(arguments: ["PUT", "PATCH", "DELETE", "CONNECT", "TRACE", "PURGE", "get", "Get"])
  func `Every method but GET, HEAD and OPTIONS is unsafe`(_ name: String) throws {
    let method = try #require(HTTPRequest.Method(name))
    #expect(try outcome(TestRequest(method, ["Sec-Fetch-Site": "cross-site"])) == "csrf.crossOrigin")
  }

  @Test func `Safe methods pass from anywhere`() throws {
    for method in [HTTPRequest.Method.get, .head, .options] {
      #expect(try outcome(TestRequest(method, ["Sec-Fetch-Site": "cross-site", "Cookie": "a=b"])) == "pass")
    }
  }

  @Test(arguments: ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
  func `A method override never makes a request safe, and makes a safe one unsafe`(_ name: String) throws {
    for value in ["GET", "DELETE", ""] {
      for method in [HTTPRequest.Method.get, .post] {
        let request = TestRequest(method, ["Sec-Fetch-Site": "cross-site", "Cookie": "a=b"]).with(name, value)
        #expect(try outcome(request) == "csrf.crossOrigin")
      }
    }
  }

  @Test(arguments: [
    "_method[]=PUT", "_method%5B0%5D=PUT", "%20_method=PUT", "+_method=PUT", ".method=PUT", "_method%00=PUT",
    "_method=DELETE", "a=b&_method=GET", "_METHOD=PUT", "%5fmethod=PUT", "a;_method=PUT", "_method",
  ])
  func `A method override in the query counts too`(_ query: String) throws {
    var request = TestRequest(.get, ["Sec-Fetch-Site": "cross-site", "Cookie": "a=b"])
    request.query = query
    #expect(try outcome(request) == "csrf.crossOrigin")
    request.query = "method=_method&b_method=1"
    #expect(try outcome(request) == "pass")
  }

  @Test func `A WebSocket handshake is checked although it is a GET`() throws {
    let request = TestRequest(.get, ["Upgrade": "websocket", "Cookie": "a=b"])
    #expect(try outcome(request.with("Origin", "https://evil.example")) == "csrf.crossOrigin")
    #expect(try outcome(request.with("Origin", "https://example.org")) == "pass")
    #expect(try outcome(request) == "csrf.missingOrigin")
  }

  @Test func `GET with effects is checked where the options say so, a preflight is only a question`() throws {
    let link = TestRequest(
      .get, ["Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"])
    #expect(try outcome(link) == "pass")
    #expect(try outcome(link) { $0.treatsAllMethodsAsUnsafe = true } == "csrf.crossOrigin")
    let own = TestRequest(.get, ["Sec-Fetch-Site": "same-origin"])
    #expect(try outcome(own) { $0.treatsAllMethodsAsUnsafe = true } == "pass")
    let preflight = TestRequest(.options, ["Origin": "https://evil.example", "Access-Control-Request-Method": "GET"])
    #expect(try outcome(preflight) { $0.treatsAllMethodsAsUnsafe = true } == "pass")
    let options = TestRequest(.options, ["Origin": "https://evil.example"])
    #expect(try outcome(options) { $0.treatsAllMethodsAsUnsafe = true } == "csrf.crossOrigin")
  }

  @Test func `An allowed origin passes, its neighbours do not`() throws {
    let app = try #require(WebOrigin("https://app.example.org"))
    func outcome(_ fields: KeyValuePairs<String, String>) throws -> String {
      try self.outcome(post(fields)) { $0.allowedOrigins = [app] }
    }
    #expect(try outcome(["Origin": "https://app.example.org"]) == "pass")
    #expect(try outcome(["Sec-Fetch-Site": "same-site", "Origin": "https://app.example.org"]) == "pass")
    #expect(try outcome(["Sec-Fetch-Site": "cross-site", "Referer": "https://app.example.org/a"]) == "pass")
    #expect(try outcome(["Sec-Fetch-Site": "same-site", "Origin": "https://www.example.org"]) == "csrf.crossOrigin")
    #expect(try outcome(["Origin": "http://app.example.org"]) == "csrf.crossOrigin")
    #expect(try outcome(["Sec-Fetch-Site": "cross-site", "Referer": "https://example.org/"]) == "csrf.crossOrigin")
  }

  @Test(arguments: ["/hooks/payment/", "/hooks/paymen", "/hooks/payment/a", "/Hooks/payment", "/", "/a/hooks/payment"])
  func `An exemption is one whole path`(_ path: String) throws {
    var request = post(["Origin": "https://evil.example"])
    request.path = "/hooks/payment"
    #expect(try outcome(request) { $0.exemptPaths = ["/hooks/payment"] } == "pass")
    request.path = path
    #expect(try outcome(request) { $0.exemptPaths = ["/hooks/payment"] } == "csrf.crossOrigin")
  }

  @Test(arguments: ["hooks", "/hooks/*", "/hooks/../admin", "//hooks", "/hooks/%61", "/hooks/./a", ""])
  func `An exemption that no request can have is refused`(_ path: String) throws {
    #expect(throws: InvalidOption.self) { try outcome(post([:])) { $0.exemptPaths = [path] } }
  }

  @Test(arguments: ["/hooks;x", "/hooks.php/a", "/a%2Fhooks", "/hooks%3Bx"])
  func `An exemption that a backend may read as another path is refused, unless that is exempt too`(_ path: String)
    throws
  {
    #expect(throws: InvalidOption.self) { try outcome(post([:])) { $0.exemptPaths = [path] } }
    let readings = try #require(PathReadings(of: path)).alternatives.map { String(decoding: $0, as: UTF8.self) }
    #expect(throws: Never.self) { try outcome(post([:])) { $0.exemptPaths = Set(readings).union([path]) } }
  }

  @Test func `In detect mode the request passes and the denial is named`() throws {
    var options = CSRFOptions()
    options.mode = .detect
    let verdict = try CSRFPolicy(options).evaluate(post(["Origin": "https://evil.example"]))
    #expect(verdict.outcome == "pass")
    #expect(verdict.detected?.code == "csrf.crossOrigin")
    #expect(verdict.detected?.status == 403)
    #expect(verdict.response.isEmpty)
  }
}
