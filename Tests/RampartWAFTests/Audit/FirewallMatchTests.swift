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

  @Test(arguments: [
    "password", "user%5Bpasswd%5D", "access_token", "apiKey", "SESSION", "user%5Bpass%5D", "pass%5B%5D", "user.pin",
    "user_pass", "newPass", "pass1", "passcode", "otp_code", "JWT", "json.auth", "pw", "userpass", "passwort", "_csrf",
    "SAMLResponse", "access-key", "sshKey", "user_session", "card_number", "recovery.code",
  ])
  func `The value of a secret is in none of its texts`(_ name: String) throws {
    let match = try match("/?\(name)=xyzzy")
    #expect(match.matched == "redacted" && match.message == "redacted" && match.data == "redacted")
    #expect(match.target.hasPrefix("ARGS:"))
  }

  @Test(arguments: [
    ("a=1&password=xyzzy", true), ("{\"user\": {\"token\" : \"xyzzy\"}}", true), ("user[pin]=xyzzy", true),
    ("jwt=xyzzy", true), ("newPass=xyzzy", true),
    ("q=cat /etc/passwd;x", false), ("spin=x&compass=x", false), ("x the password", false),
  ])
  func `A variable that holds a secret field is a secret, one that only has its word is none`(
    _ text: String, _ isSecret: Bool
  ) {
    #expect(SecretNames.areAround(Array("REQUEST_BODY".utf8), Array(text.utf8)) == isSecret)
  }

  @Test(arguments: [
    ("http://192.0.2.1/?token=xyzzy", true), ("/#access_token=xyzzy", true), ("/a?b=c;token=xyzzy", true),
    ("<a><pin>1</pin>", true), ("a&password=xyzzy", true),
    ("{\"token\": \"xyzzy\"}", true), ("https://me:xyzzy@example.org/", true),
    ("' OR password='x", false), ("password=x", false), ("token: x", false), ("https://example.org/a:b@c", false),
    ("me:x@example.org", false),
    ("//a/b:c@d", false),
  ])
  func `Any value that is an address or JSON with a secret is one`(_ text: String, _ isSecret: Bool) {
    #expect(SecretNames.areAround(Array("ARGS:q".utf8), Array(text.utf8)) == isSecret)
  }

  @Test(arguments: [
    ("ARGS_NAMES:{\"user\": 1, \"password\": \"xyzzy\"}", false), ("ARGS:a=1;token=xyzzy", false),
    ("REQUEST_COOKIES_NAMES:xyzzy<script>", false), ("REQUEST_COOKIES_NAMES:theme", true), ("ARGS:a[b]", true),
    ("ARGS:password", true), ("REQUEST_HEADERS:User-Agent", true), ("REQUEST_URI", true),
  ])
  func `A key is shown unless it is a value itself`(_ target: String, _ isShown: Bool) {
    #expect(SecretNames.isShownAsKey(Array(target.utf8)) == isShown)
  }

  @Test(arguments: [
    ("<a><password>x</password></a>", true), ("<a userToken='x'/>", true), ("<s:newPin>1</s:newPin>", true),
    ("<a>the password</a>", false), ("<passenger/>", false),
  ])
  func `Markup with a secret element is a secret`(_ text: String, _ isSecret: Bool) {
    #expect(Array(text.utf8).withUnsafeBytes { SecretNames.areInMarkup($0) } == isSecret)
    let wide = Array(text.utf8).flatMap { [UInt8]([$0, 0]) }
    #expect(wide.withUnsafeBytes { SecretNames.areInMarkup($0) } == isSecret)
  }

  @Test(arguments: [
    "passenger", "author", "pinned", "sidebar", "spin", "compass", "secretary", "tokenizer", "session_notes",
    "pass_count",
    "cookie_consent", "authority", "key", "primary_key", "signature",
  ])
  func `Ordinary fields are shown`(_ name: String) throws {
    #expect(try match("/?\(name)=xyzzy").matched == "xyzzy")
  }

  @Test(arguments: [
    ("<l><password>xyzzy' OR '1'", false), ("<l a", true), ("--b\r\nx: form-data; name=\"pin\"\r\n", false),
  ])
  func `A key that is a body in markup or parts is not shown with a secret in it`(_ key: String, _ isShown: Bool) {
    #expect(SecretNames.isShownAsKey(Array("ARGS_NAMES:\(key)".utf8)) == isShown)
    #expect(SecretNames.areAround(Array("ARGS:a".utf8), Array(key.utf8)) != isShown)
  }

  @Test func `The text of a rule that is the same for all is shown`() throws {
    let files = MemorySecLangFiles(texts: ["a.conf": "SecRule ARGS \"@rx .\" \"id:1,phase:1,pass,log,msg:'Fixed'\"\n"])
    let firewall = try WebApplicationFirewall(
      try RuleSetReader.read(["a.conf"], from: files), WebApplicationFirewallOptions())
    let request = HTTPRequest(method: .get, scheme: "https", authority: "example.org", path: "/?pin=xyzzy")
    let match = try #require(firewall.evaluate(request).matches.first)
    #expect(match.message == "Fixed" && match.matched == "redacted")
  }

  @Test func `Other values are cut`() throws {
    let match = try match("/?q=" + String(repeating: "x", count: 1000))
    #expect(match.matched == String(repeating: "x", count: 256))
    #expect(match.data.utf8.count == 256)
    #expect(match.severity == "none" && match.tags.isEmpty)
  }
}
