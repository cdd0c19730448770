import HTTPTypes
import RampartCore
import RampartWAF
import Testing

@Suite struct WebApplicationFirewallTests {
  private func firewall(
    _ change: (inout WebApplicationFirewallOptions) -> Void = { _ in }
  ) throws -> WebApplicationFirewall {
    var options = WebApplicationFirewallOptions()
    change(&options)
    let files = MemorySecLangFiles(texts: [
      "a.conf": """
      SecRuleEngine On
      SecRule ARGS "@contains attack" "id:1,phase:2,deny,status:403,log,t:none,msg:'found',tag:'a'"
      SecRule RESPONSE_BODY "@contains leak" "id:2,phase:4,deny,status:500,log,t:none"

      """
    ])
    return try WebApplicationFirewall(try RuleSetReader.read(["a.conf"], from: files), options)
  }

  private func request(_ path: String, _ fields: HTTPFields = [:]) -> HTTPRequest {
    HTTPRequest(method: .post, scheme: "https", authority: "example.org", path: path, headerFields: fields)
  }

  private static let form: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
  private static let page = HTTPResponse(status: .ok, headerFields: [.contentType: "text/html; charset=utf-8"])

  @Test func `A request is judged without a server`() throws {
    let firewall = try firewall()
    let allowed = firewall.evaluate(request("/?q=word"))
    #expect(allowed.decision == .allow)
    #expect(allowed.matches.isEmpty && allowed.auditLines.isEmpty)
    let refused = firewall.evaluate(request("/?q=attack"), client: IPAddress("203.0.113.7"), id: "abc")
    guard case .deny(let denial) = refused.decision else {
      Issue.record("expected a denial, got \(refused.decision)")
      return
    }
    #expect(denial.code == "waf.blocked" && denial.status == 403)
    #expect(refused.matches.map(\.id) == [1])
    #expect(refused.matches.first?.target == "ARGS:q")
    #expect(refused.matches.first?.matched == "attack")
    let line = try #require(refused.auditLines.first)
    for part in [
      #""transaction":"abc","client":"203.0.113.7","method":"POST","host":"example.org","path":"/","#,
      #""id":1,"message":"found","#, #""decision":"waf.blocked"}"#,
    ] {
      #expect(line.contains(part), "\(part)")
    }
  }

  @Test func `A body is judged by its type`() throws {
    let firewall = try firewall()
    let body = Array("q=attack".utf8)
    #expect(firewall.evaluate(request("/", Self.form), body: body).matches.map(\.id) == [1])
    #expect(firewall.evaluate(request("/", Self.form), body: Array("q=word".utf8)).decision == .allow)
  }

  @Test func `A body over the limit is refused, or its beginning is judged, or it is reported`() throws {
    let body = Array("q=0123456789&r=attack".utf8)
    let tooLarge = Denial(
      code: "request.bodyTooLarge", status: 413, explanation: "The request body is larger than this site accepts.")
    let rejecting = try firewall { $0.requestBody = 10 }
    #expect(rejecting.evaluate(request("/", Self.form), body: body).decision == .deny(tooLarge))
    let partial = try firewall {
      $0.requestBody = 10
      $0.overBodyLimit = .partial
    }
    #expect(partial.evaluate(request("/", Self.form), body: body).decision == .allow)
    let detecting = try firewall {
      $0.requestBody = 10
      $0.mode = .detect
    }
    let report = detecting.evaluate(request("/", Self.form), body: body)
    #expect(report.decision == .allow && report.isDetected)
  }

  @Test func `An answer is judged where the options say so`() throws {
    let body = Array("a leak".utf8)
    #expect(try firewall().evaluate(request("/"), response: (Self.page, body)).decision == .allow)
    let looking = try firewall { $0.responseBody = 100 }
    #expect(looking.evaluate(request("/"), response: (Self.page, body)).matches.map(\.id) == [2])
    let packed = HTTPResponse(
      status: .ok, headerFields: [.contentType: "text/html", .contentEncoding: "br"])
    #expect(looking.evaluate(request("/"), response: (packed, body)).decision == .allow)
  }

  @Test func `In detect mode nothing is refused`() throws {
    let report = try firewall { $0.mode = .detect }.evaluate(request("/?q=attack"))
    #expect(report.decision == .allow)
    #expect(report.isDetected)
    #expect(report.matches.map(\.id) == [1])
  }

  @Test func `After its end an inspection refuses everything, and its second report is empty`() throws {
    let inspection = try firewall().begin()
    #expect(inspection.evaluate(request("/?q=attack")) == .allow)
    #expect(inspection.evaluate(requestBody: []) != .allow)
    #expect(inspection.finish().matches.count == 1)
    #expect(inspection.evaluate(request("/")) != .allow)
    #expect(inspection.evaluate(requestBody: []) != .allow)
    #expect(!inspection.wantsRequestBody && !inspection.wantsResponseBody)
    #expect(inspection.finish().matches.isEmpty)
  }

  @Test func `Exclusions hold for their rules and paths`() throws {
    let firewall = try firewall {
      $0.exclusions = [RuleExclusion(rules: [1], targets: ["ARGS:q"], paths: ["/free/**"], reason: "a test")]
    }
    #expect(firewall.evaluate(request("/free?q=attack")).decision == .allow)
    #expect(firewall.evaluate(request("/free/a?q=attack")).decision == .allow)
    #expect(firewall.evaluate(request("/free/../a?q=attack")).decision != .allow)
    #expect(firewall.evaluate(request("/free?r=attack")).decision != .allow)
    #expect(firewall.evaluate(request("/free/a;x?q=attack")).decision == .allow)
    for path in ["/free;x", "/free%2Fa", "/Free", "/free%3Bx/a"] {
      #expect(firewall.evaluate(request(path + "?q=attack")).decision != .allow, "\(path)")
    }
    #expect(firewall.evaluate(request("/?q=attack")).decision != .allow)
  }

  @Test func `Threads share a firewall`() async throws {
    let firewall = try firewall()
    let wrong = await withTaskGroup(of: Bool.self) { group in
      for index in 0..<200 {
        group.addTask {
          let text = index.isMultiple(of: 2) ? "attack" : "word"
          let request = HTTPRequest(
            method: .get, scheme: "https", authority: "example.org", path: "/?n=\(index)&q=\(text)")
          return (firewall.evaluate(request).decision == .allow) == index.isMultiple(of: 2)
        }
      }
      return await group.reduce(into: 0) { if $1 { $0 += 1 } }
    }
    #expect(wrong == 0)
  }

  @Test func `Options that cannot be are refused with what is wrong`() throws {
    #expect(throws: InvalidOption.self) { try firewall { $0.paranoia = 5 } }
    #expect(throws: InvalidOption.self) { try firewall { $0.inboundThreshold = 0 } }
    #expect(throws: InvalidOption.self) { try firewall { $0.requestBody = -1 } }
    #expect(throws: InvalidOption.self) { try firewall { $0.responseBody = 0 } }
    for exclusion in [
      RuleExclusion(reason: "no rules"), RuleExclusion(rules: [1], reason: ""),
      RuleExclusion(rules: [1], targets: ["NOTHING:q"], reason: "no such variable"),
      RuleExclusion(rules: [1], paths: ["search"], reason: "no path"),
      RuleExclusion(rules: [1], paths: ["/a/../b"], reason: "not the simplest form"),
    ] {
      #expect(throws: InvalidOption.self, "\(exclusion.reason)") { try firewall { $0.exclusions = [exclusion] } }
    }
  }

  @Test func `Rules that are not there are refused with their place`() throws {
    var options = WebApplicationFirewallOptions()
    options.rules = .directory("/nowhere/at/all")
    let error = #expect(throws: InvalidOption.self) { try WebApplicationFirewall(options) }
    #expect(error?.code == "waf.invalidRules")
    #expect(error?.detail.contains("/nowhere/at/all") == true)
  }
}
