import HTTPTypes
import RampartBrowser
import RampartCore
import Testing

@Suite struct CSRFIsolationTests {
  private func verdict(_ request: TestRequest, _ change: (inout CSRFOptions) -> Void = { _ in }) throws -> Verdict {
    var options = CSRFOptions()
    options.layers = [.isolation]
    change(&options)
    return try CSRFPolicy(options).evaluate(request)
  }

  private func request(
    _ site: String,
    _ mode: String,
    _ destination: String,
    _ method: HTTPRequest.Method = .get
  ) -> TestRequest {
    TestRequest(method, ["Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": destination])
  }

  @Test func `The site itself and the address bar may do everything`() throws {
    for site in ["same-origin", "none"] {
      for method in [HTTPRequest.Method.get, .post, .delete] {
        #expect(try verdict(request(site, "cors", "empty", method)).outcome == "pass")
      }
    }
  }

  @Test func `Another site may link here`() throws {
    for site in ["cross-site", "same-site"] {
      #expect(try verdict(request(site, "navigate", "document")).outcome == "pass")
    }
  }

  @Test(arguments: [
    ("no-cors", "image"), ("no-cors", "script"), ("no-cors", "style"), ("cors", "empty"), ("websocket", "websocket"),
    ("navigate", "iframe"), ("navigate", "frame"), ("navigate", "object"), ("navigate", "embed"), ("navigate", ""),
    ("no-cors", "document"), ("Navigate", "document"),
  ])
  func `Another site may not embed or fetch`(_ mode: String, _ destination: String) throws {
    for site in ["cross-site", "same-site", "unheard-of", ""] {
      #expect(try verdict(request(site, mode, destination)).outcome == "csrf.isolation")
    }
  }

  @Test func `A form of another site is no link, nor is a link that asks for another method`() throws {
    let form = request("cross-site", "navigate", "document", .post)
    #expect(try verdict(form).outcome == "csrf.isolation")
    let override = request("cross-site", "navigate", "document").with("X-HTTP-Method-Override", "DELETE")
    #expect(try verdict(override).outcome == "csrf.isolation")
    let link = request("cross-site", "navigate", "document")
    #expect(try verdict(link) { $0.treatsAllMethodsAsUnsafe = true }.outcome == "csrf.isolation")
  }

  @Test func `Fields that stand twice are no link`() throws {
    let link = request("cross-site", "navigate", "document")
    for name in ["Sec-Fetch-Site", "Sec-Fetch-Mode", "Sec-Fetch-Dest"] {
      #expect(try verdict(link.with(name, "document")).outcome == "csrf.isolation")
    }
  }

  @Test func `Subdomains count as the site where the options say so`() throws {
    let image = request("same-site", "no-cors", "image")
    #expect(try verdict(image) { $0.isolationAllowsSameSite = true }.outcome == "pass")
    let foreign = request("cross-site", "no-cors", "image")
    #expect(try verdict(foreign) { $0.isolationAllowsSameSite = true }.outcome == "csrf.isolation")
  }

  @Test func `An allowed origin may fetch`() throws {
    let app = try #require(WebOrigin("https://app.example"))
    let fetch = request("cross-site", "cors", "empty")
    #expect(
      try verdict(fetch.with("Origin", "https://app.example")) { $0.allowedOrigins = [app] }.outcome == "pass")
    #expect(
      try verdict(fetch.with("Origin", "https://evil.example")) { $0.allowedOrigins = [app] }.outcome
        == "csrf.isolation")
    #expect(try verdict(fetch.with("Origin", "null")) { $0.allowedOrigins = [app] }.outcome == "csrf.isolation")
  }

  @Test func `Without metadata it passes, and caches are told what it depends on`() throws {
    let verdict = try verdict(TestRequest())
    #expect(verdict.outcome == "pass")
    #expect(verdict.vary == ["sec-fetch-dest", "sec-fetch-mode", "sec-fetch-site"])
    #expect(try self.verdict(request("cross-site", "cors", "empty")).vary.count == 3)
  }

  @Test func `The summary says what is asked and of whom`() throws {
    var options = CSRFOptions()
    #expect(try CSRFPolicy(options).summary == "forged requests: origin")
    options.layers = [.origin, .isolation]
    options.exemptPaths = ["/hooks/a"]
    options.allowedOrigins = [try #require(WebOrigin("https://app.example"))]
    options.treatsAllMethodsAsUnsafe = true
    options.mode = .detect
    #expect(
      try CSRFPolicy(options).summary
        == "forged requests: isolation of all requests and origin, also from https://app.example, for every method, "
        + "not at /hooks/a, only reported")
  }

  @Test func `In detect mode it only says so`() throws {
    let verdict = try verdict(request("cross-site", "no-cors", "image")) { $0.mode = .detect }
    #expect(verdict.outcome == "pass")
    #expect(verdict.detected?.code == "csrf.isolation")
  }
}
