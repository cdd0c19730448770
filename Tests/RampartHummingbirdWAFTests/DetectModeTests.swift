import Hummingbird
import HummingbirdTesting
import Testing

@testable import RampartHummingbirdWAF

@Suite struct DetectModeTests {
  @Test func `What would be refused passes and is in the log`() async throws {
    let server = try FirewalledServer { $0.mode = .detect }
    let answer = try await server.answer(to: "/?q=1%27%20OR%20%271%27=%271")
    #expect(answer.status == .ok)
    #expect(answer.text == "hello")
    #expect(server.log.lines.count == 1)
    #expect(server.log.lines.first?.contains(#""id":12,"#) == true)
    #expect(server.log.lines.first?.hasSuffix(#""decision":"allow"}"#) == true)
  }
}
