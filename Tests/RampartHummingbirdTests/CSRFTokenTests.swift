import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import RampartBrowser
import RampartCore
import RampartHummingbird
import Testing

/// The token layer in a server that renders its own forms.
@Suite struct CSRFTokenTests {
  private func options() throws -> RampartOptions {
    var csrf = CSRFOptions()
    csrf.layers = [.origin, .token]
    var options = RampartOptions()
    options.csrf = try CSRFPolicy(csrf, keys: CSRFKeys(current: Redacted(Array(repeating: 7, count: 32))))
    return options
  }

  private func form(_ client: any TestClientProtocol) async throws -> (token: String, cookie: String) {
    let page = try await client.execute(uri: "/form", method: .get)
    let cookie = try #require(page.values(of: .setCookie).first)
    return (page.text, String(cookie.prefix { $0 != ";" }))
  }

  private func application() throws -> some ApplicationProtocol {
    TestServer.application(behind: [Rampart(try options())]) { router in
      router.get("/form") { _, context in context.csrfToken ?? "" }
    }
  }

  private func post(
    _ client: any TestClientProtocol, cookie: String, body: String, headers: HTTPFields = [:]
  ) async throws -> TestResponse {
    var fields: HTTPFields = [
      .origin: "http://localhost", .cookie: cookie, .contentType: "application/x-www-form-urlencoded",
    ]
    for field in headers { fields[field.name] = field.value }
    return try await client.execute(uri: "/echo", method: .post, headers: fields, body: ByteBuffer(string: body))
  }

  @Test func `A form with the token of the page passes, and the handler gets the whole form`() async throws {
    try await application().test(.router) { client in
      let (token, cookie) = try await form(client)
      let body = "title=a&_csrf=\(token)"
      let answer = try await post(client, cookie: cookie, body: body)
      #expect(answer.status == .ok)
      #expect(answer.text == body)
      let script = try await post(client, cookie: cookie, body: "{}", headers: [.named("X-CSRF-Token"): token])
      #expect(script.text == "{}")
    }
  }

  @Test func `A form without the token, with another, or with another's cookie is refused`() async throws {
    try await application().test(.router) { client in
      let (token, cookie) = try await form(client)
      let (_, other) = try await form(client)
      let missing = try await post(client, cookie: cookie, body: "title=a")
      #expect(missing.status == .forbidden)
      #expect(missing.text.contains("csrf.tokenMissing"))
      for (cookie, token) in [(cookie, "AAAA"), (other, token)] {
        let answer = try await post(client, cookie: cookie, body: "_csrf=\(token)")
        #expect(answer.status == .forbidden)
        #expect(answer.text.contains("csrf.tokenInvalid"))
      }
    }
  }

  @Test func `In a group of a router that hardens cookies the token's cookie is as the policy made it`() async throws {
    var csrf = CSRFOptions()
    csrf.layers = [.token]
    let policy = try CSRFPolicy(csrf, keys: CSRFKeys(current: Redacted(Array(repeating: 7, count: 32))))
    for deployment in [Deployment(), Deployment(servesTLS: true)] {
      let outer: [TestServer.Middleware] = [Rampart(in: deployment), CookieMiddleware(in: deployment)]
      for middleware in outer {
        let answer = try await TestServer.answer(to: "/group", behind: middleware) { router in
          router.group("/group").add(middleware: ControlMiddleware(policy, in: deployment)).get { _, _ in
            Response(status: .ok, headers: [.setCookie: "own=1"])
          }
        }
        let cookies = answer.values(of: .setCookie)
        #expect(cookies.count == 2)
        #expect(cookies.contains { $0.hasPrefix("__Host-csrf=") && !$0.contains("HttpOnly") })
        #expect(cookies.contains { $0.hasPrefix("own=1; ") && $0.contains("HttpOnly") })
      }
    }
  }

  @Test func `The token's own cookie stays readable for scripts`() async throws {
    try await application().test(.router) { client in
      let page = try await client.execute(uri: "/form", method: .get)
      let cookies = page.values(of: .setCookie)
      #expect(cookies.count == 1)
      #expect(cookies.first?.hasPrefix("__Host-csrf=") == true)
      #expect(cookies.first?.contains("HttpOnly") == false)
    }
  }
}
