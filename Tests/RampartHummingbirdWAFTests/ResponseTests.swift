import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import RampartHummingbird
import RampartWAF
import Testing

@testable import RampartHummingbirdWAF

@Suite struct ResponseTests {
  private static let leak = "this is an inner secret of the database"

  private func routes(_ router: Router<RampartContext>) {
    router.get("/leak") { _, _ in Self.leak }
    router.get("/fine") { _, _ in "nothing" }
    router.get("/image") { _, _ in
      Response(
        status: .ok, headers: [.contentType: "image/png"], body: ResponseBody(byteBuffer: ByteBuffer(string: Self.leak))
      )
    }
    router.get("/packed") { _, _ in
      Response(
        status: .ok, headers: [.contentType: "text/plain", .contentEncoding: "gzip"],
        body: ResponseBody(byteBuffer: ByteBuffer(string: Self.leak)))
    }
    router.get("/events") { _, _ in Self.stream([Self.leak], type: "text/event-stream") }
    router.get("/stream/fine") { _, _ in Self.stream(Array(repeating: "nothing", count: 100)) }
    router.get("/stream/leak") { _, _ in Self.stream(["a", Self.leak, "b"]) }
    router.get("/stream/late") { _, _ in Self.stream([String(repeating: "a", count: 2000), Self.leak]) }
    router.get("/stream/error") { _, _ -> Response in
      Response(
        status: .ok, headers: [.contentType: "text/plain"],
        body: ResponseBody(contentLength: 5) { _ in
          throw BrokenHandler()
        })
    }
    router.get("/trailers") { _, _ -> Response in
      Response(
        status: .ok, headers: [.contentType: "text/plain"],
        body: ResponseBody(contentLength: 2) { writer in
          try await writer.write(ByteBuffer(string: "ok"))
          try await writer.finish([.eTag: "1"])
        })
    }
  }

  private static func stream(_ parts: [String], type: String = "text/plain") -> Response {
    Response(
      status: .ok, headers: [.contentType: type],
      body: ResponseBody { writer in
        for part in parts { try await writer.write(ByteBuffer(string: part)) }
        try await writer.finish(nil)
      })
  }

  private func answer(_ server: FirewalledServer, _ uri: String, _ method: HTTPRequest.Method = .get) async throws
    -> TestResponse
  {
    try await server.answer(to: uri, method, routes: routes)
  }

  @Test func `By default no rule sees the body of an answer`() async throws {
    let server = try FirewalledServer()
    #expect(try await answer(server, "/leak").text == Self.leak)
    #expect(server.log.lines.isEmpty)
  }

  @Test func `Status and fields of an answer are always seen`() async throws {
    let server = try FirewalledServer()
    let refused = try await answer(server, "/teapot")
    #expect(refused.status == .badGateway)
    #expect(refused.text.contains("waf.blocked"))
  }

  @Test func `An answer that rules match is refused, and nothing of it is told`() async throws {
    let server = try FirewalledServer { $0.responseBody = 1024 }
    let refused = try await answer(server, "/leak")
    #expect(refused.status == .forbidden)
    #expect(!refused.text.contains("secret"))
    #expect(refused.headers[.contentLength] == String(refused.body.readableBytes))
    #expect(server.log.lines.count == 1)
    #expect(try await answer(server, "/fine").text == "nothing")
  }

  @Test func `What is no text, compressed, or a stream of events passes unseen`() async throws {
    let server = try FirewalledServer { $0.responseBody = 1024 }
    for path in ["/image", "/packed", "/events"] {
      #expect(try await answer(server, path).text == Self.leak, "\(path)")
    }
  }

  @Test func `Of an answer without a length nothing is sent before the rules have seen it`() async throws {
    let server = try FirewalledServer { $0.responseBody = 1024 }
    let fine = try await answer(server, "/stream/fine")
    #expect(fine.text == String(repeating: "nothing", count: 100))
    await #expect(throws: (any Error).self) { try await answer(server, "/stream/leak") }
    #expect(server.log.lines.count == 1)
    #expect(server.log.lines.first?.contains(#""id":17,"#) == true)
  }

  @Test func `What comes behind the limit passes unseen and whole`() async throws {
    let server = try FirewalledServer { $0.responseBody = 1024 }
    let late = try await answer(server, "/stream/late")
    #expect(late.text == String(repeating: "a", count: 2000) + Self.leak)
  }

  @Test func `A client of a real connection gets no byte of a stream that is refused`() async throws {
    let server = try FirewalledServer { $0.responseBody = 1024 }
    await #expect(throws: (any Error).self) {
      try await server.application(routes: routes).test(.live) { client in
        try await client.execute(uri: "/stream/leak", method: .get)
      }
    }
  }

  @Test func `A body that fails while it is read becomes an error, and trailers stay`() async throws {
    let server = try FirewalledServer { $0.responseBody = 1024 }
    #expect(try await answer(server, "/stream/error").status == .internalServerError)
    let trailed = try await answer(server, "/trailers")
    #expect(trailed.text == "ok")
    #expect(trailed.trailerHeaders?[.eTag] == "1")
  }

  @Test func `In detect mode an answer passes and is in the log`() async throws {
    let server = try FirewalledServer {
      $0.responseBody = 1024
      $0.mode = .detect
    }
    #expect(try await answer(server, "/leak").text == Self.leak)
    #expect(try await answer(server, "/stream/leak").text == "a" + Self.leak + "b")
    #expect(server.log.lines.count == 2)
  }
}
