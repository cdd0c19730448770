import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import RampartHummingbirdWAF

@Suite struct ConcurrencyTests {
  @Test func `A hundred requests at once each get their own decision`() async throws {
    let server = try FirewalledServer { $0.responseBody = 1024 }
    let wrong = try await server.application().test(.live) { client in
      try await withThrowingTaskGroup(of: Bool.self) { group in
        for index in 0..<100 {
          group.addTask {
            let isAttack = index % 3 == 0
            let body = isAttack ? "n=\(index)&q=1%27%20OR%20%271%27=%271" : "n=\(index)&q=word"
            let answer = try await client.execute(
              uri: "/echo", method: .post, headers: .form, body: ByteBuffer(string: body))
            return isAttack ? answer.status != .forbidden : answer.text != body
          }
        }
        return try await group.reduce(into: 0) { if $1 { $0 += 1 } }
      }
    }
    #expect(wrong == 0)
    #expect(server.log.lines.count == 34)
  }

  @Test func `Requests that are open at once do not disturb each other`() async throws {
    let firewall = try FirewalledServer().firewall
    let request = HTTPRequest(method: .post, scheme: "http", authority: "example.org", path: "/", headerFields: .form)
    let inspections = (0..<100).map { firewall.begin(id: "\($0)") }
    for inspection in inspections { #expect(inspection.evaluate(request) == .allow) }
    for (index, inspection) in inspections.enumerated().reversed() {
      let body = index.isMultiple(of: 2) ? "q=word" : "q=1' OR '1'='1"
      #expect((inspection.evaluate(requestBody: Array(body.utf8)) == .allow) == index.isMultiple(of: 2))
    }
    #expect(inspections.map { $0.finish().matches.count }.reduce(0, +) == 50)
  }
}
