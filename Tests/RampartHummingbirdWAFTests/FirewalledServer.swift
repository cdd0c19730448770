import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import RampartHummingbird
import RampartHummingbirdWAF
import RampartWAF

/// A server behind a firewall with a few rules of its own, which no release of a rule set changes.
struct FirewalledServer {
  var log = RecordingLog()
  let firewall: WebApplicationFirewall

  static let rules = """
    SecRuleEngine On
    SecRule REQUEST_HEADERS:Content-Type "@rx ^application/json" \\
      "id:10,phase:1,pass,nolog,t:none,ctl:requestBodyProcessor=JSON"
    SecRule REQUEST_HEADERS:X-Bad "@streq 1" "id:11,phase:1,deny,status:403,log,t:none,msg:'a telling message'"
    SecRule ARGS "@detectSQLi" "id:12,phase:2,deny,status:403,log,t:none,msg:'a telling message',\\
      logdata:'%{MATCHED_VAR}',severity:CRITICAL,tag:'attack-sqli'"
    SecRule ARGS "@detectXSS" "id:13,phase:2,deny,status:403,log,t:none,msg:'a telling message'"
    SecRule ARGS:away "@streq 1" "id:14,phase:2,redirect:'https://example.org/away',log,t:none"
    SecRule ARGS:drop "@streq 1" "id:15,phase:2,drop,log,t:none"
    SecRule RESPONSE_STATUS "@streq 418" "id:16,phase:3,deny,status:502,log,t:none"
    SecRule RESPONSE_BODY "@contains inner secret" "id:17,phase:4,deny,status:403,log,t:none,msg:'a telling message'"
    SecRule REMOTE_ADDR "@streq 203.0.113.9" "id:18,phase:1,deny,status:403,log,t:none"
    SecRule REQUEST_HEADERS:Host "@streq evil.example" "id:19,phase:1,deny,status:403,log,t:none"

    """

  init(_ change: (inout WebApplicationFirewallOptions) -> Void = { _ in }) throws {
    var options = WebApplicationFirewallOptions()
    change(&options)
    let files = MemorySecLangFiles(texts: ["test.conf": Self.rules])
    firewall = try WebApplicationFirewall(try RuleSetReader.read(["test.conf"], from: files), options)
  }

  init(_ firewall: WebApplicationFirewall) {
    self.firewall = firewall
  }

  func application(
    in deployment: Deployment = Deployment(), routes: (Router<RampartContext>) -> Void = { _ in }
  ) -> Application<RouterResponder<RampartContext>> {
    let router = Router(context: RampartContext.self)
    var options = RampartOptions()
    options.limits = []
    options.csrf = nil
    router.add(middleware: Rampart(options, in: deployment))
    router.add(middleware: WebApplicationFirewallMiddleware(firewall, auditLog: log.logger, in: deployment))
    Self.addRoutes(to: router)
    routes(router)
    return Application(
      router: router, configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
      logger: Self.silentLogger)
  }

  /// One answer, without a socket.
  func answer(
    to uri: String, _ method: HTTPRequest.Method = .get, headers: HTTPFields = [:], body: String? = nil,
    in deployment: Deployment = Deployment(), routes: (Router<RampartContext>) -> Void = { _ in }
  ) async throws -> TestResponse {
    try await application(in: deployment, routes: routes).test(.router) { client in
      try await client.execute(uri: uri, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) })
    }
  }

  private static func addRoutes(to router: Router<RampartContext>) {
    router.get("/") { _, _ in "hello" }
    router.get("/search") { _, _ in "found" }
    router.get("/broken") { _, _ -> String in throw BrokenHandler() }
    router.get("/teapot") { _, _ in Response(status: .init(code: 418)) }
    router.post("/echo") { request, _ in Response(status: .ok, body: ResponseBody(asyncSequence: request.body)) }
  }

  // It keeps metadata, which the handler that does nothing does not.
  private static var silentLogger: Logger {
    var logger = Logger(label: "test", factory: { StreamLogHandler.standardError(label: $0) })
    logger.logLevel = .critical
    return logger
  }
}

struct BrokenHandler: Error {}

extension TestResponse {
  var text: String { String(buffer: body) }
}

extension HTTPFields {
  static let form: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
  static let json: HTTPFields = [.contentType: "application/json"]
}
