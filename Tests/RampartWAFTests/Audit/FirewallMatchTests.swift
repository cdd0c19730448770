import HTTPTypes
import RampartWAF
import Testing

@Suite struct FirewallMatchTests {
  private func match(_ path: String) throws -> FirewallMatch {
    let files = MemorySecLangFiles(texts: [
      "a.conf": """
      SecRuleEngine On
      SecRule ARGS "@contains x" "id:1,phase:1,pass,log,t:none,msg:'%{MATCHED_VAR}',logdata:'%{MATCHED_VAR}'"

      """
    ])
    let firewall = try WebApplicationFirewall(
      try RuleSetReader.read(["a.conf"], from: files), WebApplicationFirewallOptions())
    let request = HTTPRequest(method: .get, scheme: "https", authority: "example.org", path: path)
    return try #require(firewall.evaluate(request).matches.first)
  }

  @Test(arguments: ["password", "user%5Bpasswd%5D", "access_token", "apiKey", "SESSION"])
  func `The value of a secret is in none of its texts`(_ name: String) throws {
    let match = try match("/?\(name)=xyzzy")
    #expect(match.matched == "redacted" && match.message == "redacted" && match.data == "redacted")
    #expect(match.target.hasPrefix("ARGS:"))
  }

  @Test func `Other values are cut`() throws {
    let match = try match("/?q=" + String(repeating: "x", count: 1000))
    #expect(match.matched == String(repeating: "x", count: 256))
    #expect(match.data.utf8.count == 256)
    #expect(match.severity == "none" && match.tags.isEmpty)
  }
}
