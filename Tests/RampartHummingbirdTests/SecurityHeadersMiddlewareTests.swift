import HTTPTypes
import Hummingbird
import HummingbirdTesting
import RampartBrowser
import RampartCore
import RampartHummingbird
import Testing

@Suite struct SecurityHeadersMiddlewareTests {
  private static let plain = SecurityHeaders.strict.rules(isSecure: false)

  private func expectEachOnce(_ answer: TestResponse, _ comment: Comment) {
    for rule in Self.plain {
      #expect(answer.values(of: rule.name) == (rule.value.map { [$0] } ?? []), comment)
    }
    #expect(answer.values(of: .contentSecurityPolicy).count == 1, comment)
  }

  @Test(arguments: [
    ("/", HTTPRequest.Method.get, 200), ("/", .head, 200), ("/stream", .get, 200), ("/nowhere", .get, 404),
    ("/nowhere", .head, 404), ("/", .delete, 404), ("/refused", .get, 401), ("/message", .get, 400),
    ("/broken", .get, 500),
  ])
  func `Every answer has each header exactly once, over a socket too`(
    _ uri: String, _ method: HTTPRequest.Method, _ status: Int
  ) async throws {
    let application = TestServer.application(behind: [SecurityHeadersMiddleware(.strict)])
    for setup in [TestingSetup.router, .live] {
      try await application.test(setup) { client in
        let answer = try await client.execute(uri: uri, method: method)
        #expect(answer.status.code == status)
        expectEachOnce(answer, "\(method) \(uri)")
      }
    }
  }

  @Test func `A header that the handler set is replaced, kept or removed, and never doubled`() async throws {
    var headers = SecurityHeaders()
    headers.referrerPolicy = .keepUpstream(or: ReferrerPolicy())
    headers.xDownloadOptions = .remove
    // A list: both of the handler's count.
    let names = ["X-Frame-Options", "Referrer-Policy", "X-Download-Options", "X-Powered-By"].map {
      HTTPField.Name.named($0)
    }
    let answer = try await TestServer.answer(to: "/own", behind: SecurityHeadersMiddleware(headers)) { router in
      router.get("/own") { _, _ in
        Response(
          status: .ok,
          headers: HTTPFields(names.flatMap { [HTTPField(name: $0, value: "own"), HTTPField(name: $0, value: "own")] }))
      }
    }
    #expect(names.map { answer.values(of: $0) } == [["SAMEORIGIN"], ["own, own"], [], []])
  }

  @Test func `A handler's own value stands in the recommended set where it protects`() async throws {
    let own = [
      ("Referrer-Policy", "no-referrer"), ("X-Frame-Options", "DENY"), ("Cross-Origin-Opener-Policy", "same-origin"),
      ("Content-Security-Policy", "default-src 'none'"),
    ]
    let answer = try await TestServer.answer(to: "/own", behind: SecurityHeadersMiddleware()) { router in
      router.get("/own") { _, _ in
        Response(status: .ok, headers: HTTPFields(own.map { HTTPField(name: .named($0.0), value: $0.1) }))
      }
    }
    for (name, value) in own { #expect(answer.values(of: .named(name)) == [value]) }
  }

  @Test func `A header that the thrown error carries is replaced as well`() async throws {
    let answer = try await TestServer.answer(to: "/own", behind: SecurityHeadersMiddleware()) { router in
      router.get("/own") { _, _ -> String in throw HTTPError(.conflict, headers: [.xContentTypeOptions: "other"]) }
    }
    #expect(answer.status == .conflict)
    #expect(answer.values(of: .xContentTypeOptions) == ["nosniff"])
  }

  @Test func `An error that is no HTTP error tells nothing`() async throws {
    let answer = try await TestServer.answer(to: "/broken", behind: SecurityHeadersMiddleware())
    #expect(answer.status == .internalServerError)
    #expect(answer.text.isEmpty)
  }

  @Test func `Strict-Transport-Security is on secure answers only, and a stranger cannot claim to be secure`()
    async throws
  {
    let claim: HTTPFields = [.named("X-Forwarded-Proto"): "https"]
    func values(_ deployment: Deployment, _ headers: HTTPFields = [:]) async throws -> Int {
      try await TestServer.answer(to: "/", headers: headers, behind: SecurityHeadersMiddleware(in: deployment))
        .values(of: .strictTransportSecurity).count
    }
    #expect(try await values(Deployment()) == 0)
    #expect(try await values(Deployment(), claim) == 0)
    #expect(try await values(Deployment(servesTLS: true)) == 1)
  }

  @Test func `The policy has a new nonce on each answer, and the handler knows it`() async throws {
    var headers = SecurityHeaders()
    var policy = RampartBrowser.ContentSecurityPolicy()
    policy[.scriptSrc] = [.sameOrigin, .responseNonce]
    headers.contentSecurityPolicy = .replace(policy)
    var seen: Set<String> = []
    for _ in 0..<3 {
      let answer = try await TestServer.answer(to: "/nonce", behind: SecurityHeadersMiddleware(headers)) { router in
        router.get("/nonce") { _, context in context.contentSecurityPolicyNonce?.text ?? "none" }
      }
      let value = try #require(answer.headers[.contentSecurityPolicy])
      #expect(value.contains("'nonce-\(answer.text)'"))
      seen.insert(answer.text)
    }
    #expect(seen.count == 3)
  }
}
