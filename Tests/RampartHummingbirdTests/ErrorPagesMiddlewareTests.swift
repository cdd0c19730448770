import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import RampartCore
import RampartHummingbird
import Testing

@Suite struct ErrorPagesMiddlewareTests {
  private struct OwnError: HTTPResponseError {
    let status = HTTPResponse.Status.unprocessableContent

    func response(from request: Request, context: some RequestContext) -> Response {
      Response(status: status, body: ResponseBody(byteBuffer: ByteBuffer(string: "short and stout")))
    }
  }

  private func answer(
    to uri: String, _ method: HTTPRequest.Method = .get, accept: String? = nil
  ) async throws -> TestResponse {
    let headers: HTTPFields = accept.map { [.accept: $0] } ?? [:]
    return try await TestServer.answer(to: uri, method, headers: headers, behind: ErrorPagesMiddleware()) { router in
      router.get("/own") { _, _ -> String in throw OwnError() }
      router.get("/denied") { _, _ -> String in throw Denial.forTest }
      router.get("/large") { _, _ -> String in throw NIOTooManyBytesError(maxBytes: 10) }
      router.get("/moved") { _, _ -> String in throw HTTPError(.seeOther, headers: [.location: "/"]) }
      router.get("/returned") { _, _ in HTTPResponse.Status.conflict }
    }
  }

  @Test(arguments: [
    ("/nowhere", 404, "route.notFound"), ("/refused", 401, "http.401"), ("/message", 400, "http.400"),
    ("/broken", 500, "server.error"), ("/denied", 403, "test.denied"), ("/large", 413, "request.bodyTooLarge"),
  ])
  func `An error is told as problem details`(_ uri: String, _ status: Int, _ code: String) async throws {
    let answer = try await answer(to: uri)
    #expect(answer.status.code == status)
    #expect(answer.headers[.contentType] == "application/problem+json")
    #expect(answer.headers[.cacheControl] == "no-store")
    #expect(answer.headers[.vary] == "Accept")
    #expect(answer.text.contains(#""status":\#(status)"#))
    #expect(answer.text.contains(#""code":"\#(code)""#))
    #expect(answer.text.hasPrefix("{") && answer.text.hasSuffix("}\n"))
    #expect(answer.headers[.contentLength] == String(answer.text.utf8.count))
  }

  @Test func `A browser gets a page, in which what the error says is escaped`() async throws {
    let answer = try await answer(to: "/message", accept: "text/html,application/xhtml+xml,*/*;q=0.8")
    #expect(answer.status == .badRequest)
    #expect(answer.headers[.contentType] == "text/html; charset=utf-8")
    #expect(answer.text.contains("no &lt;b&gt;such&lt;/b&gt; note"))
    #expect(!answer.text.contains("<b>"))
  }

  @Test func `The fields of the error stay`() async throws {
    #expect(try await answer(to: "/refused").headers[.wwwAuthenticate] == "Basic")
  }

  @Test(arguments: ["text/html", "application/json"])
  func `What broke inside is told to nobody`(_ accept: String) async throws {
    let answer = try await answer(to: "/broken", accept: accept)
    #expect(answer.status == .internalServerError)
    #expect(!answer.text.contains("letmein"))
    #expect(!answer.text.contains("SecretError"))
  }

  @Test func `An answer to HEAD has the length of the page and none of it`() async throws {
    let get = try await answer(to: "/nowhere")
    let head = try await answer(to: "/nowhere", .head)
    #expect(head.status == .notFound)
    #expect(head.text.isEmpty)
    #expect(head.headers[.contentLength] == get.headers[.contentLength])
  }

  @Test func `Over a socket an answer to HEAD leaves the connection usable`() async throws {
    try await TestServer.application(behind: [ErrorPagesMiddleware()]).test(.live) { client in
      for _ in 0..<3 {
        let missing = try await client.execute(uri: "/nowhere", method: .head)
        #expect(missing.status == .notFound)
        let found = try await client.execute(uri: "/", method: .get)
        #expect(found.text == "hello")
      }
    }
  }

  @Test func `An error with an answer of its own, a redirect and an answer that is returned stay`() async throws {
    #expect(try await answer(to: "/own").text == "short and stout")
    let moved = try await answer(to: "/moved")
    #expect(moved.status == .seeOther)
    #expect(moved.headers[.location] == "/")
    let returned = try await answer(to: "/returned")
    #expect(returned.status == .conflict)
    #expect(returned.text.isEmpty)
  }

  @Test func `The page has the id of the request`() async throws {
    let answer = try await TestServer.answer(to: "/nowhere", behind: RequestIDMiddleware(), ErrorPagesMiddleware())
    let id = try #require(answer.headers[.named("X-Request-ID")])
    #expect(answer.text.contains(#""requestId":"\#(id)""#))
  }
}
