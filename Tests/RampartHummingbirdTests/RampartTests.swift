import HTTPTypes
import Hummingbird
import HummingbirdTesting
import RampartBrowser
import RampartCore
import RampartHummingbird
import RampartTraffic
import Testing

@Suite struct RampartTests {
  private static let requestID = HTTPField.Name.named("X-Request-ID")
  private static let rateLimit = HTTPField.Name.named("RateLimit")
  private static let crossSite: HTTPFields = [.origin: "https://evil.example", .cookie: "session=1"]
  private static let sameOrigin: HTTPFields = [.origin: "http://localhost", .cookie: "session=1"]

  @Test(arguments: [
    ("/", HTTPRequest.Method.get, 200), ("/stream", .get, 200), ("/nowhere", .get, 404), ("/nowhere", .head, 404),
    ("/refused", .get, 401), ("/broken", .get, 500), ("/a/../b", .get, 400),
  ])
  func `One line puts everything on every answer, each field once`(
    _ uri: String, _ method: HTTPRequest.Method, _ status: Int
  ) async throws {
    let application = TestServer.application(behind: [Rampart()])
    for setup in [TestingSetup.router, .live] {
      let answer = try await application.test(setup) { try await $0.execute(uri: uri, method: method) }
      #expect(answer.status.code == status)
      for rule in SecurityHeaders().rules(isSecure: false) {
        #expect(answer.values(of: rule.name) == (rule.value.map { [$0] } ?? []))
      }
      #expect(answer.values(of: Self.requestID).count == 1)
      // A malformed request is refused before anything is counted.
      #expect(answer.values(of: Self.rateLimit).count == (status == 400 ? 0 : 1))
      #expect(answer.values(of: .contentType).count <= 1)
      if status >= 400, method == .get { #expect(answer.headers[.contentType] == "application/problem+json") }
    }
  }

  @Test func `A form of another site is refused, the site's own passes`() async throws {
    let forged = try await TestServer.answer(
      to: "/echo", .post, headers: Self.crossSite, body: "a", behind: Rampart())
    #expect(forged.status == .forbidden)
    #expect(forged.text.contains("csrf.crossOrigin"))
    #expect(forged.values(of: .xContentTypeOptions).count == 1)
    #expect(forged.values(of: Self.requestID).count == 1)
    let own = try await TestServer.answer(to: "/echo", .post, headers: Self.sameOrigin, body: "a", behind: Rampart())
    #expect(own.status == .ok)
    #expect(own.text == "a")
  }

  @Test func `Without a CORS policy no other origin is allowed anything`() async throws {
    let preflight: HTTPFields = [.origin: "https://evil.example", .accessControlRequestMethod: "PUT"]
    for (method, headers) in [(HTTPRequest.Method.get, Self.crossSite), (.options, preflight)] {
      let answer = try await TestServer.answer(to: "/", method, headers: headers, behind: Rampart())
      #expect(!answer.headers.contains { $0.name.canonicalName.hasPrefix("access-control-") })
    }
  }

  private func allowing(_ origin: String) throws -> RampartOptions {
    var cors = CORSOptions()
    cors.origins = .listed([try OriginPattern(origin)])
    var options = RampartOptions()
    options.cors = try CORSPolicy(cors)
    return options
  }

  @Test func `A preflight is answered for a route that has no OPTIONS, before it counts`() async throws {
    let options = try allowing("https://app.example")
    func preflight(_ origin: String) async throws -> TestResponse {
      try await TestServer.answer(
        to: "/echo", .options, headers: [.origin: origin, .accessControlRequestMethod: "POST"],
        behind: Rampart(options))
    }
    let allowed = try await preflight("https://app.example")
    #expect(allowed.status == .noContent)
    #expect(allowed.values(of: .accessControlAllowOrigin) == ["https://app.example"])
    #expect(allowed.values(of: .xContentTypeOptions).count == 1)
    #expect(allowed.values(of: Self.rateLimit).isEmpty)
    let refused = try await preflight("https://app.example.evil.example")
    #expect(refused.values(of: .accessControlAllowOrigin).isEmpty)
  }

  @Test func `A handler cannot allow an origin behind the policy's back, nor when it throws`() async throws {
    let own: HTTPFields = [.accessControlAllowOrigin: "*"]
    let routes: (Router<RampartContext>) -> Void = { router in
      router.get("/own") { _, _ in Response(status: .ok, headers: own) }
      router.get("/thrown") { _, _ -> String in throw HTTPError(.conflict, headers: own) }
    }
    for uri in ["/own", "/thrown"] {
      let answer = try await TestServer.answer(
        to: uri, headers: Self.crossSite, behind: Rampart(try allowing("https://app.example")), routes: routes)
      #expect(answer.values(of: .accessControlAllowOrigin).isEmpty)
      #expect(answer.values(of: .vary).joined(separator: ", ").contains("Origin"))
    }
  }

  private func limited(_ count: Int) throws -> RampartOptions {
    var options = RampartOptions()
    options.limits = [
      .immediate(try RateLimit(RateLimitOptions(name: "few", rate: Rate(count: count, per: .seconds(3600)))))
    ]
    return options
  }

  @Test func `A client that asks too often is told when to come back, on routes that do not exist too`() async throws {
    let application = TestServer.application(behind: [Rampart(try limited(3))])
    try await application.test(.live) { client in
      for uri in ["/", "/nowhere", "/broken"] {
        let answer = try await client.execute(uri: uri, method: .get)
        #expect(answer.status != .tooManyRequests)
      }
      for uri in ["/", "/nowhere"] {
        let answer = try await client.execute(uri: uri, method: .get)
        #expect(answer.status == .tooManyRequests)
        #expect(answer.values(of: .retryAfter).count == 1)
        #expect(answer.values(of: .xContentTypeOptions).count == 1)
        #expect(answer.text.contains("rateLimit.exceeded"))
      }
    }
  }

  @Test func `Several limits each say where the client stands`() async throws {
    var options = try limited(3)
    options.limits += try limited(5).limits
    let answer = try await TestServer.answer(to: "/", behind: Rampart(options))
    #expect(answer.values(of: Self.rateLimit).count == 2)
  }

  @Test func `A place in a concurrency limit is free again when the answer is written`() async throws {
    var options = RampartOptions()
    options.limits = [.immediate(try ConcurrencyLimit(ConcurrencyLimitOptions(name: "one", limit: 1)))]
    try await TestServer.application(behind: [Rampart(options)]).test(.live) { client in
      for uri in ["/", "/stream", "/nowhere", "/broken", "/a/../b", "/"] {
        let answer = try await client.execute(uri: uri, method: .get)
        #expect(answer.status != .tooManyRequests, "\(uri)")
      }
    }
  }

  @Test func `A limit of a group and the limit of the router both speak`() async throws {
    let inner = try RateLimit(RateLimitOptions(name: "inner", rate: Rate(count: 5, per: .seconds(3600))))
    let answer = try await TestServer.answer(to: "/group", behind: Rampart(try limited(3))) { router in
      router.group("/group").add(middleware: ControlMiddleware(inner)).get { _, _ in "" }
    }
    #expect(answer.status == .ok)
    #expect(answer.values(of: Self.rateLimit).map { String($0.prefix(7)) } == ["\"inner\"", "\"few\";r"])
  }

  @Test func `Only failures count where a limit says so`() async throws {
    var login = RateLimitOptions(name: "login", rate: try Rate(count: 2, per: .seconds(3600)))
    login.counts = [401]
    var options = RampartOptions()
    options.limits = [.immediate(try RateLimit(login))]
    try await TestServer.application(behind: [Rampart(options)]).test(.live) { client in
      for uri in ["/", "/", "/", "/refused", "/refused"] {
        let answer = try await client.execute(uri: uri, method: .get)
        #expect(answer.status != .tooManyRequests)
      }
      let answer = try await client.execute(uri: "/refused", method: .get)
      #expect(answer.status == .tooManyRequests)
    }
  }

  @Test func `Everything can be turned off`() async throws {
    var options = RampartOptions()
    options.headers = .off
    options.limits = []
    options.csrf = nil
    options.cookies = nil
    options.answersErrors = false
    let answer = try await TestServer.answer(to: "/refused", headers: Self.crossSite, behind: Rampart(options))
    #expect(answer.status == .unauthorized)
    #expect(answer.text.isEmpty)
    #expect(
      answer.headers.map(\.name.canonicalName).sorted() == ["content-length", "www-authenticate", "x-request-id"])
  }

  @Test func `Each alone, in any order, leaves each field once`() async throws {
    let control = TestControl { _ in Verdict(response: ResponseEdits(fields: [HTTPField(name: .mark, value: "1")])) }
    let middleware: [TestServer.Middleware] = [
      ErrorPagesMiddleware(), CookieMiddleware(), ControlMiddleware(control), SecurityHeadersMiddleware(),
      RequestIDMiddleware(),
    ]
    for start in middleware.indices {
      let rotated = Array(middleware[start...] + middleware[..<start])
      for order in [rotated, rotated.reversed()] {
        let application = TestServer.application(behind: order)
        for uri in ["/", "/nowhere", "/broken"] {
          let answer = try await application.test(.router) { try await $0.execute(uri: uri, method: .get) }
          for name in [.xContentTypeOptions, .mark, Self.requestID] {
            #expect(answer.values(of: name).count == 1, "\(uri) from \(start)")
          }
        }
      }
    }
  }

  @Test func `Middleware that is added later is guarded too, also when it throws`() async throws {
    struct Throwing: RouterMiddleware {
      func handle(
        _ request: Request, context: RampartContext,
        next: @concurrent (Request, RampartContext) async throws -> Response
      ) async throws -> Response {
        throw SecretError()
      }
    }
    let answer = try await TestServer.answer(to: "/", behind: Rampart(), Throwing())
    #expect(answer.status == .internalServerError)
    #expect(answer.text.contains("server.error"))
    #expect(answer.values(of: .xContentTypeOptions).count == 1)
  }
}
