import HTTPTypes
import Hummingbird
import HummingbirdTesting
import RampartBrowser
import RampartHummingbird
import Testing

@Suite struct CookieMiddlewareTests {
  private func cookies(_ sent: [String], in deployment: Deployment = Deployment()) async throws -> [String] {
    try await TestServer.answer(to: "/cookies", behind: CookieMiddleware(in: deployment)) { router in
      router.get("/cookies") { _, _ in
        Response(status: .ok, headers: HTTPFields(sent.map { HTTPField(name: .setCookie, value: $0) }))
      }
    }.values(of: .setCookie)
  }

  @Test func `Each cookie of a handler is hardened, in order`() async throws {
    #expect(
      try await cookies(["a=1", "b=2; SameSite=Strict"]) == [
        "a=1; HttpOnly; SameSite=Lax", "b=2; SameSite=Strict; HttpOnly",
      ])
  }

  @Test func `Secure is added where the client speaks TLS`() async throws {
    #expect(try await cookies(["a=1"], in: Deployment(servesTLS: true)) == ["a=1; Secure; HttpOnly; SameSite=Lax"])
  }

  @Test func `A cookie that browsers would refuse does not leave`() async throws {
    #expect(try await cookies(["__Host-a=1; Secure; Path=/", "b=2"]) == ["b=2; HttpOnly; SameSite=Lax"])
  }

  @Test func `Cookies of an error that is thrown are hardened too`() async throws {
    let answer = try await TestServer.answer(to: "/cookies", behind: CookieMiddleware()) { router in
      router.get("/cookies") { _, _ -> String in throw HTTPError(.unauthorized, headers: [.setCookie: "a=1"]) }
    }
    #expect(answer.values(of: .setCookie) == ["a=1; HttpOnly; SameSite=Lax"])
  }
}
