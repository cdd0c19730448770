import Hummingbird
import HummingbirdTesting
import RampartWAF
import Testing

@testable import RampartHummingbirdWAF

@Suite struct ExclusionTests {
  private static let attack = "=1%27%20OR%20%271%27=%271"

  private func server(_ exclusion: RuleExclusion) throws -> FirewalledServer {
    try FirewalledServer { $0.exclusions = [exclusion] }
  }

  @Test func `A rule that is left out by its id does not run`() async throws {
    let server = try server(RuleExclusion(rules: [12], reason: "a test"))
    #expect(try await server.answer(to: "/?q\(Self.attack)").status == .ok)
  }

  @Test func `An exclusion holds for its rules, its variable and its path`() async throws {
    let server = try server(
      RuleExclusion(tags: ["attack-sqli"], targets: ["ARGS:q"], paths: ["/search"], reason: "a test"))
    #expect(try await server.answer(to: "/search?q\(Self.attack)").status == .ok)
    #expect(try await server.answer(to: "/search/?q\(Self.attack)").status == .ok)
    #expect(try await server.answer(to: "/search?other\(Self.attack)").status == .forbidden)
    #expect(try await server.answer(to: "/?q\(Self.attack)").status == .forbidden)
  }

  @Test func `A path in another spelling gets no exclusion`() async throws {
    let server = try server(RuleExclusion(rules: [12], paths: ["/search"], reason: "a test"))
    for path in ["/%73earch", "/./search", "//search", "/x/../search", "/SEARCH", "/searching", "/search/more"] {
      let status = try await server.answer(to: "\(path)?q\(Self.attack)").status
      #expect(status == .forbidden || status == .badRequest, "\(path)")
    }
  }
}
