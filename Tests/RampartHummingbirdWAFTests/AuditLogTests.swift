import HTTPTypes
import Hummingbird
import HummingbirdTesting
import RampartHummingbird
import Testing

@testable import RampartHummingbirdWAF

@Suite struct AuditLogTests {
  @Test func `A rule that matches is one line of JSON with the id of the answer`() async throws {
    let server = try FirewalledServer()
    let answer = try await server.answer(to: "/search?q=1%27%20OR%20%271%27=%271")
    let id = try #require(HTTPField.Name("X-Request-ID").flatMap { answer.headers[$0] })
    let line = try #require(server.log.lines.first)
    #expect(server.log.lines.count == 1)
    #expect(line.hasPrefix(#"{"time":""#))
    for part in [
      #""transaction":"\#(id)","#, #""method":"GET","#, #""path":"/search","#, #""id":12,"#,
      #""message":"a telling message","#, #""severity":"critical","#, #""target":"ARGS:q","#,
      #""matched":"1' OR '1'='1","#, #""tags":["attack-sqli"],"#,
    ] {
      #expect(line.contains(part), "\(part)")
    }
    #expect(line.hasSuffix(#""decision":"waf.blocked"}"#))
  }

  @Test func `Values of secrets are left out`() async throws {
    let server = try FirewalledServer()
    _ = try await server.answer(to: "/echo", .post, headers: .form, body: "password=hunter2%27%20OR%20%271%27=%271")
    let line = try #require(server.log.lines.first)
    #expect(!line.contains("hunter2"))
    #expect(line.contains(#""target":"ARGS:password","matched":"redacted""#))
  }

  @Test func `A line stays one line whatever the client sends`() async throws {
    let server = try FirewalledServer()
    _ = try await server.answer(to: "/?q=%0A%0D%1B%27%20OR%20%271%27=%271")
    let line = try #require(server.log.lines.first)
    #expect(line.unicodeScalars.allSatisfy { $0.value >= 0x20 })
  }

  @Test func `A request whose handler throws is in the log too`() async throws {
    let server = try FirewalledServer { $0.mode = .detect }
    _ = try await server.answer(to: "/broken?q=1%27%20OR%20%271%27=%271")
    #expect(server.log.lines.count == 1)
  }
}
