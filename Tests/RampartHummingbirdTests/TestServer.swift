import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import RampartHummingbird

/// Something broke inside, and its text is nobody's business.
struct SecretError: Error {
  let detail = "password=letmein"
}

/// An application with the kinds of answers there are, behind the middleware of a test.
enum TestServer {
  typealias Middleware = any MiddlewareProtocol<Request, Response, RampartContext>

  static func application(
    behind middleware: [Middleware],
    routes: (Router<RampartContext>) -> Void = { _ in }
  ) -> Application<RouterResponder<RampartContext>> {
    let router = Router(context: RampartContext.self)
    for middleware in middleware { router.add(middleware: middleware) }
    addRoutes(to: router)
    routes(router)
    return Application(
      router: router, configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
      logger: silentLogger)
  }

  // It keeps metadata, which the handler that does nothing does not.
  private static var silentLogger: Logger {
    var logger = Logger(label: "test", factory: { StreamLogHandler.standardError(label: $0) })
    logger.logLevel = .critical
    return logger
  }

  /// One answer of the application, without a socket.
  static func answer(
    to uri: String, _ method: HTTPRequest.Method = .get, headers: HTTPFields = [:], body: String? = nil,
    behind middleware: Middleware...,
    routes: (Router<RampartContext>) -> Void = { _ in }
  ) async throws -> TestResponse {
    let application = application(behind: middleware, routes: routes)
    return try await application.test(.router) { client in
      try await client.execute(uri: uri, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) })
    }
  }

  private static func addRoutes(to router: Router<RampartContext>) {
    router.get("/") { _, _ in "hello" }
    router.head("/") { _, _ in Response(status: .ok, headers: [.contentLength: "5"]) }
    router.post("/echo") { request, _ in Response(status: .ok, body: ResponseBody(asyncSequence: request.body)) }
    router.get("/stream") { _, _ in
      Response(
        status: .ok,
        body: ResponseBody { writer in
          for part in ["a", "b", "c"] { try await writer.write(ByteBuffer(string: part)) }
          try await writer.finish(nil)
        })
    }
    router.get("/refused") { _, _ -> String in throw HTTPError(.unauthorized, headers: [.wwwAuthenticate: "Basic"]) }
    router.get("/message") { _, _ -> String in throw HTTPError(.badRequest, message: "no <b>such</b> note") }
    router.get("/broken") { _, _ -> String in throw SecretError() }
  }
}

extension TestResponse {
  var text: String { String(buffer: body) }

  func values(of name: HTTPField.Name) -> [String] { headers[values: name] }
}
