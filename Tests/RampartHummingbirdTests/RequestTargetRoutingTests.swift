import Hummingbird
import HummingbirdTesting
import RampartCore
import RampartHummingbird
import Testing

/// What a control sees and what the router chose must be the same route.
@Suite struct RequestTargetRoutingTests {
  private func seen(_ uri: String, canonical: Bool) async throws -> (status: Int, route: String, path: String) {
    let ticket = RecordingTicket()
    let control = TestControl { request in
      ticket.note(request.path)
      return .pass
    }
    let router = Router(context: RampartContext.self)
    router.add(middleware: ControlMiddleware(control))
    router.get("/admin") { _, _ in "admin" }
    router.get("/public/**") { _, _ in "public" }
    func test(_ application: some ApplicationProtocol) async throws -> (status: Int, route: String, path: String) {
      try await application.test(.router) { client in
        let answer = try await client.execute(uri: uri, method: .get)
        return (answer.status.code, answer.text, ticket.told.joined())
      }
    }
    return canonical
      ? try await test(Application(router: CanonicalPathRouter(router)))
      : try await test(Application(router: router))
  }

  @Test(arguments: ["/admin", "/admin/"])
  func `A control sees the path of the handler that the router chose`(_ uri: String) async throws {
    let seen = try await seen(uri, canonical: false)
    #expect(seen == (200, "admin", "/admin"))
  }

  @Test(arguments: ["//admin", "/public/../admin", "/public/%2e%2e/admin", "/./admin", "/%61dmin"])
  func `A path that the router and a control would read differently is refused`(_ uri: String) async throws {
    let seen = try await seen(uri, canonical: false)
    #expect(seen.status == 400)
    #expect(seen.path.isEmpty)
  }

  @Test(arguments: ["//admin", "/public/../admin", "/public/%2e%2e/admin", "/./admin", "/%61dmin"])
  func `With a canonical router both read the one form of it`(_ uri: String) async throws {
    let seen = try await seen(uri, canonical: true)
    #expect(seen == (200, "admin", "/admin"))
  }

  @Test(arguments: ["/../admin", "/public/..%5cadmin", "/admin%00"])
  func `A path without a canonical form is refused there too`(_ uri: String) async throws {
    let seen = try await seen(uri, canonical: true)
    #expect(seen.status == 400)
    #expect(seen.path.isEmpty)
  }

  @Test func `The query stays what it was`() async throws {
    let router = Router(context: RampartContext.self)
    router.get("/a") { request, _ in request.uri.query ?? "" }
    try await Application(router: CanonicalPathRouter(router)).test(.router) { client in
      let answer = try await client.execute(uri: "//a?b=//%61/..", method: .get)
      #expect(answer.text == "b=//%61/..")
    }
  }
}
