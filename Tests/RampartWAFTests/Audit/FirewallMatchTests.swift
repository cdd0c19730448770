import HTTPTypes
import Testing

@testable import RampartWAF

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

  @Test(arguments: [
    ("a=1&password=xyzzy", true), ("{\"user\": {\"token\" : \"xyzzy\"}}", true), ("user[pin]=xyzzy", true),
    ("jwt=xyzzy", true),
    ("q=cat /etc/passwd;x", false), ("spin=x&compass=x", false), ("x the password", false),
  ])
  func `A variable that holds a secret field is a secret, one that only has its word is none`(
    _ text: String, _ isSecret: Bool
  ) {
    #expect(SecretNames.areAround(Array("REQUEST_BODY".utf8), Array(text.utf8)) == isSecret)
    #expect(!SecretNames.areAround(Array("ARGS:q".utf8), Array(text.utf8)))
  }

  @Test func `Other values are cut`() throws {
    let match = try match("/?q=" + String(repeating: "x", count: 1000))
    #expect(match.matched == String(repeating: "x", count: 256))
    #expect(match.data.utf8.count == 256)
    #expect(match.severity == "none" && match.tags.isEmpty)
  }
}
