import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import RampartCore
import RampartHummingbird
import Testing

@Suite struct RequestIDMiddlewareTests {
  private static let name = HTTPField.Name.named("X-Request-ID")
  private static let valid = "0123456789abcdef0123456789abcdef"

  private func isID(_ text: String?) -> Bool {
    guard let text else { return false }
    return text.count == 32 && text.allSatisfy { "0123456789abcdef".contains($0) }
  }

  @Test(arguments: ["/", "/stream", "/nowhere", "/refused", "/broken"])
  func `Every answer has an id once`(_ uri: String) async throws {
    let answer = try await TestServer.answer(to: uri, behind: RequestIDMiddleware())
    #expect(answer.values(of: Self.name).count == 1)
    #expect(isID(answer.headers[Self.name]))
  }

  @Test func `Each request has an id of its own, which the handler and its log know`() async throws {
    var ids: Set<String> = []
    for _ in 0..<20 {
      let answer = try await TestServer.answer(to: "/id", behind: RequestIDMiddleware()) { router in
        router.get("/id") { _, context in "\(context.id) \(Logger.current[metadataKey: "hb.request.id"] ?? "none")" }
      }
      let id = try #require(answer.headers[Self.name])
      #expect(answer.text == "\(id) \(id)")
      ids.insert(id)
    }
    #expect(ids.count == 20)
  }

  @Test func `A handler's own id gives way`() async throws {
    let answer = try await TestServer.answer(to: "/own", behind: RequestIDMiddleware()) { router in
      router.get("/own") { _, _ in Response(status: .ok, headers: [Self.name: "own"]) }
    }
    #expect(answer.values(of: Self.name).count == 1)
    #expect(isID(answer.headers[Self.name]))
  }

  private func id(sent: [String], trusting: [AddressBlock]) async throws -> String? {
    let application = TestServer.application(
      behind: [RequestIDMiddleware(in: Deployment(trustedProxies: trusting))])
    return try await application.test(.live) { client in
      let headers = HTTPFields(sent.map { HTTPField(name: Self.name, value: $0) })
      return try await client.execute(uri: "/", method: .get, headers: headers).headers[Self.name]
    }
  }

  @Test func `A trusted proxy's id is taken, a stranger's is replaced`() async throws {
    let local = try [#require(AddressBlock("127.0.0.1")), #require(AddressBlock("::1"))]
    #expect(try await id(sent: [Self.valid], trusting: local) == Self.valid)
    #expect(try await id(sent: [Self.valid], trusting: []) != Self.valid)
  }

  @Test(arguments: [
    ["0123456789ABCDEF0123456789ABCDEF"], ["00000000000000000000000000000000"], ["short"], ["\(valid)0"],
    [valid, valid], ["0123456789abcdef 123456789abcdef"],
  ])
  func `What is no id is replaced, whoever sends it`(_ sent: [String]) async throws {
    let local = try [#require(AddressBlock("127.0.0.1")), #require(AddressBlock("::1"))]
    let id = try await id(sent: sent, trusting: local)
    #expect(isID(id))
    #expect(id != sent.first || sent.count > 1)
    #expect(id != Self.valid)
  }
}
