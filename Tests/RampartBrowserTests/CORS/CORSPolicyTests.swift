import HTTPTypes
import RampartBrowser
import RampartCore
import Testing

@Suite struct CORSPolicyTests {
  static let names = [
    "access-control-allow-origin", "access-control-allow-credentials", "access-control-allow-methods",
    "access-control-allow-headers", "access-control-expose-headers", "access-control-max-age",
    "access-control-allow-private-network",
  ]
  static let preflightVary = ["origin", "access-control-request-method", "access-control-request-headers"]

  private func options(_ origins: String...) throws -> CORSOptions {
    var options = CORSOptions()
    options.origins = .listed(try origins.map { try OriginPattern($0) })
    return options
  }

  private func plain(_ origin: String, _ method: HTTPRequest.Method = .get) -> TestRequest {
    TestRequest(method, ["Origin": origin])
  }

  private func preflight(_ origin: String, _ method: String = "PUT", headers: String? = nil) -> TestRequest {
    let request = TestRequest(.options, ["Origin": origin, "Access-Control-Request-Method": method])
    return headers.map { request.with("Access-Control-Request-Headers", $0) } ?? request
  }

  @Test func `A listed origin gets its name back`() throws {
    let policy = try CORSPolicy(options("https://app.example", "https://*.example.net"))
    for origin in ["https://app.example", "https://a.b.example.net"] {
      let verdict = policy.evaluate(plain(origin))
      #expect(verdict.outcome == "pass")
      #expect(verdict.value("Access-Control-Allow-Origin") == origin)
      #expect(verdict.response.fields.count == 1)
      #expect(verdict.vary == ["origin"])
      #expect(verdict.detected == nil)
    }
  }

  @Test(arguments: [
    "http://app.example", "https://app.example:8443", "https://app.example.evil.example", "https://evilapp.example",
    "https://appXexample", "null", "", "https://app.example/", "https://app.example https://evil.example",
    "https://evil.example/https://app.example", "https://user@app.example", "https://app.example\u{0}",
  ])
  func `Any other origin passes without leave, and is counted`(_ origin: String) throws {
    let policy = try CORSPolicy(options("https://app.example"))
    let verdict = policy.evaluate(plain(origin, .post))
    #expect(verdict.outcome == "pass")
    #expect(verdict.response.fields.isEmpty)
    #expect(verdict.vary == ["origin"])
    #expect(verdict.detected?.code == "cors.originRefused")
  }

  @Test func `What goes out is our own text, not what was sent`() throws {
    let policy = try CORSPolicy(options("https://app.example"))
    #expect(
      policy.evaluate(plain("HTTPS://App.Example:443")).value("Access-Control-Allow-Origin") == "https://app.example")
  }

  @Test func `Two origins in one request are refused`() throws {
    let policy = try CORSPolicy(options("https://app.example"))
    let verdict = policy.evaluate(plain("https://app.example").with("Origin", "https://app.example"))
    #expect(verdict.response.fields.isEmpty)
    #expect(verdict.detected?.code == "cors.originRefused")
  }

  @Test func `Vary is on every answer, with an origin and without`() throws {
    var anybody = CORSOptions()
    anybody.origins = .any
    for policy in [try CORSPolicy(options("https://app.example")), try CORSPolicy(anybody), try CORSPolicy(.init())] {
      for request in [TestRequest(), plain("https://app.example"), plain("https://evil.example"), plain("null")] {
        #expect(policy.evaluate(request).vary == ["origin"])
      }
      for origin in ["https://app.example", "https://evil.example", "null"] {
        #expect(policy.evaluate(preflight(origin)).vary == Self.preflightVary)
      }
    }
  }

  @Test func `The site's own pages are not refused, another port is`() throws {
    let policy = try CORSPolicy(options("https://app.example"))
    let own = policy.evaluate(plain("https://example.org", .post))
    #expect(own.detected == nil)
    #expect(own.response.fields.isEmpty)
    #expect(policy.evaluate(plain("https://example.org:8443", .post)).detected?.code == "cors.originRefused")
    var request = plain("https://example.org", .post)
    request.isSecure = false
    #expect(policy.evaluate(request).detected?.code == "cors.originRefused")
  }

  @Test func `A predicate allows what no pattern does, and is never asked about null`() throws {
    let policy = try CORSPolicy(options("https://app.example")) { $0.host.hasSuffix(".tenant.example") }
    #expect(
      policy.evaluate(plain("https://a.tenant.example")).value("Access-Control-Allow-Origin")
        == "https://a.tenant.example")
    #expect(policy.evaluate(plain("https://a.tenant.example.evil.example")).detected?.code == "cors.originRefused")
    let everybody = try CORSPolicy(CORSOptions()) { _ in true }
    for origin in ["null", "file", "https://a.example/"] {
      #expect(everybody.evaluate(plain(origin)).response.fields.isEmpty)
    }
  }

  @Test func `The origin null is allowed only where it is named`() throws {
    var options = try options("https://app.example")
    #expect(try CORSPolicy(options).evaluate(plain("null")).response.fields.isEmpty)
    options.allowsNullOrigin = true
    #expect(try CORSPolicy(options).evaluate(plain("null")).value("Access-Control-Allow-Origin") == "null")
    #expect(try CORSPolicy(options).evaluate(plain("NULL")).response.fields.isEmpty)
  }

  @Test func `Any origin gets the star`() throws {
    var options = CORSOptions()
    options.origins = .any
    for request in [TestRequest(), plain("https://a.example"), plain("null")] {
      #expect(try CORSPolicy(options).evaluate(request).value("Access-Control-Allow-Origin") == "*")
    }
  }

  @Test func `A preflight is answered here with what is allowed`() throws {
    var options = try options("https://app.example")
    options.allowsCredentials = true
    options.methods = [.get, .put]
    options.allowedHeaders = .listed([.contentType, try #require(HTTPField.Name("X-A"))])
    options.exposedHeaders = [.eTag]
    options.maxAge = .seconds(600)
    let verdict = try CORSPolicy(options).evaluate(preflight("https://app.example", headers: "x-a"))
    #expect(verdict.outcome == "answer 204")
    #expect(
      verdict.response.fields.map { "\($0.name.canonicalName): \($0.value)" } == [
        "access-control-allow-credentials: true", "access-control-allow-methods: GET,PUT",
        "access-control-allow-headers: Content-Type,X-A", "access-control-max-age: 600",
        "access-control-allow-origin: https://app.example",
      ])
    #expect(verdict.vary == Self.preflightVary)
    #expect(verdict.detected == nil)
    let plain = try CORSPolicy(options).evaluate(plain("https://app.example"))
    #expect(plain.value("Access-Control-Expose-Headers") == "ETag")
    #expect(plain.value("Access-Control-Allow-Credentials") == "true")
    #expect(plain.response.fields.count == 3)
  }

  @Test func `A refused preflight gets the same status and no leave`() throws {
    var options = try options("https://app.example")
    options.preflightStatus = 200
    let verdict = try CORSPolicy(options).evaluate(preflight("https://evil.example"))
    #expect(verdict.outcome == "answer 200")
    #expect(verdict.response.fields.isEmpty)
    #expect(verdict.vary == Self.preflightVary)
    #expect(verdict.detected?.code == "cors.originRefused")
  }

  @Test func `Other OPTIONS requests are no preflights`() throws {
    let policy = try CORSPolicy(options("https://app.example"))
    #expect(policy.evaluate(TestRequest(.options)).outcome == "pass")
    #expect(policy.evaluate(plain("https://app.example", .options)).outcome == "pass")
    #expect(policy.evaluate(TestRequest(.options, ["Access-Control-Request-Method": "PUT"])).outcome == "pass")
    #expect(
      policy.evaluate(plain("https://app.example").with("Access-Control-Request-Method", "PUT")).outcome == "pass")
  }

  @Test func `A forwarded preflight carries the same fields`() throws {
    var options = try options("https://app.example")
    options.forwardsPreflights = true
    let verdict = try CORSPolicy(options).evaluate(preflight("https://app.example"))
    #expect(verdict.outcome == "pass")
    #expect(verdict.value("Access-Control-Allow-Methods") == "GET,HEAD,PUT,PATCH,POST,DELETE")
  }

  @Test func `Requested fields are repeated only where the options say so, and only names`() throws {
    var options = try options("https://app.example")
    let request = preflight("https://app.example", headers: "x-a, X-B ,x-a")
    #expect(try CORSPolicy(options).evaluate(request).value("Access-Control-Allow-Headers") == nil)
    options.allowedHeaders = .requested
    let policy = try CORSPolicy(options)
    #expect(policy.evaluate(request).value("Access-Control-Allow-Headers") == "x-a,X-B")
    let many = (0..<65).map { "x-\($0)" }.joined(separator: ",")
    for hostile in ["x-a\r\nSet-Cookie: a=b", "x a", "x-a;q", "\u{0}", many, String(repeating: "a", count: 4097)] {
      let verdict = policy.evaluate(preflight("https://app.example", headers: hostile))
      #expect(verdict.value("Access-Control-Allow-Headers") == nil)
      #expect(verdict.detected?.code == "cors.headerRefused")
    }
    #expect(policy.evaluate(preflight("https://evil.example", headers: "x-a")).response.fields.isEmpty)
  }

  @Test func `What a browser will block after an allowed preflight is counted`() throws {
    var options = try options("https://app.example")
    options.methods = [.put]
    options.allowedHeaders = .listed([.contentType])
    let policy = try CORSPolicy(options)
    #expect(policy.evaluate(preflight("https://app.example", "DELETE")).detected?.code == "cors.methodRefused")
    #expect(policy.evaluate(preflight("https://app.example", "put")).detected?.code == "cors.methodRefused")
    #expect(policy.evaluate(preflight("https://app.example", "POST")).detected == nil)
    #expect(
      policy.evaluate(preflight("https://app.example", headers: "content-type,x-a")).detected?.code
        == "cors.headerRefused")
  }

  @Test func `A private network is opened only where the options say so`() throws {
    var options = try options("https://app.example")
    let request = preflight("https://app.example").with("Access-Control-Request-Private-Network", "true")
    let closed = try CORSPolicy(options).evaluate(request)
    #expect(closed.value("Access-Control-Allow-Private-Network") == nil)
    #expect(closed.detected?.code == "cors.privateNetworkRefused")
    options.allowsPrivateNetwork = true
    let open = try CORSPolicy(options)
    #expect(open.evaluate(request).value("Access-Control-Allow-Private-Network") == "true")
    #expect(open.evaluate(request).vary == Self.preflightVary + ["access-control-request-private-network"])
    #expect(open.evaluate(preflight("https://app.example")).value("Access-Control-Allow-Private-Network") == nil)
    let evil = preflight("https://evil.example").with("Access-Control-Request-Private-Network", "true")
    #expect(open.evaluate(evil).response.fields.isEmpty)
  }

  @Test func `Refused origins can be denied`() throws {
    var options = try options("https://app.example")
    options.deniesRefusedOrigins = true
    let policy = try CORSPolicy(options)
    for request in [plain("https://evil.example"), preflight("https://evil.example"), plain("null")] {
      let verdict = policy.evaluate(request)
      #expect(verdict.outcome == "cors.originRefused")
      #expect(verdict.response.fields.isEmpty)
      #expect(verdict.vary.first == "origin")
    }
    #expect(policy.evaluate(plain("https://app.example")).outcome == "pass")
    #expect(policy.evaluate(TestRequest()).outcome == "pass")
  }

  @Test func `The backend's own fields are the policy's business`() throws {
    let policy = try CORSPolicy(options("https://app.example"))
    #expect(policy.governedFields.map(\.canonicalName).sorted() == Self.names.sorted())
    var answer: HTTPFields = [.accessControlAllowOrigin: "*", .accessControlAllowCredentials: "true", .vary: "Accept"]
    [policy.evaluate(plain("https://evil.example")).response].apply(to: &answer, governing: policy.governedFields)
    #expect(answer.map { "\($0.name): \($0.value)" } == ["Vary: Accept, Origin"])
  }

  @Test func `In detect mode nothing happens and everything is said`() throws {
    var options = try options("https://app.example")
    options.mode = .detect
    for denies in [false, true] {
      options.deniesRefusedOrigins = denies
      let policy = try CORSPolicy(options)
      #expect(policy.governedFields.isEmpty)
      for request in [plain("https://evil.example"), preflight("https://evil.example"), plain("null")] {
        let verdict = policy.evaluate(request)
        #expect(verdict.outcome == "pass")
        #expect(verdict.response.isEmpty)
        #expect(verdict.detected?.code == "cors.originRefused")
      }
      for request in [plain("https://app.example"), preflight("https://app.example"), TestRequest()] {
        let verdict = policy.evaluate(request)
        #expect(verdict.outcome == "pass")
        #expect(verdict.response.isEmpty)
        #expect(verdict.detected == nil)
      }
    }
  }

  @Test func `What would open the site to everybody is refused at construction`() throws {
    func code(_ change: (inout CORSOptions) -> Void) -> String? {
      var options = CORSOptions()
      change(&options)
      do throws(InvalidOption) {
        _ = try CORSPolicy(options)
        return nil
      } catch {
        return error.code
      }
    }
    #expect(code { _ in } == nil)
    #expect(
      code {
        $0.origins = .any
        $0.allowsCredentials = true
      } == "cors.credentialsForAnyOrigin")
    #expect(
      code {
        $0.allowsNullOrigin = true
        $0.allowsCredentials = true
      } == "cors.credentialsForNullOrigin")
    #expect(
      code {
        $0.origins = .any
        $0.allowsPrivateNetwork = true
      } == "cors.privateNetworkForAnyOrigin")
    let star = try #require(HTTPField.Name("*"))
    #expect(
      code {
        $0.exposedHeaders = [star]
        $0.allowsCredentials = true
      } == "cors.wildcardWithCredentials")
    #expect(code { $0.exposedHeaders = [star] } == nil)
    #expect(code { $0.preflightStatus = 302 } == "cors.invalidStatus")
    #expect(code { $0.maxAge = .seconds(-1) } == "cors.invalidMaxAge")
    #expect(code { $0.maxAge = .milliseconds(1500) } == "cors.invalidMaxAge")
  }

  @Test func `The summary says who is allowed what`() throws {
    var options = try options("https://app.example", "https://*.example.net")
    options.allowsCredentials = true
    #expect(
      try CORSPolicy(options).summary
        == "cross-origin: https://app.example https://*.example.net, with credentials, preflights answered")
    #expect(try CORSPolicy(.init()).summary == "cross-origin: no origin, preflights answered")
  }
}
