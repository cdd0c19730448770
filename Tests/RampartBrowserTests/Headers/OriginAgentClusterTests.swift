import RampartBrowser
import RampartCore
import Testing

@Suite struct OriginAgentClusterTests {
  @Test func `The recommended value is the only one`() throws {
    #expect(try TestDocument.value("Origin-Agent-Cluster", .object([])) == "?1")
    #expect(
      try TestDocument.value("Origin-Agent-Cluster", ["originAgentCluster": ["upstream": "keep"]])
        == "?1")
    #expect(OriginAgentCluster().value(in: ResponseContext(isSecure: true)) == "?1")
    #expect(OriginAgentCluster().value(in: ResponseContext(isSecure: false)) == nil)
  }

  @Test func `Another value is a problem`() {
    #expect(
      TestDocument.problems(["originAgentCluster": "on"]) == [
        "2:1: `on` is not one of `off`, `remove`"
      ])
  }
}
