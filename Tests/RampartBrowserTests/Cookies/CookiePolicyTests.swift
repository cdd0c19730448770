import RampartBrowser
import RampartCore
import RampartTesting
import Testing

@Suite struct CookiePolicyTests {
  private func harden(
    _ text: String,
    isSecure: Bool = true,
    _ change: (inout CookieOptions) -> Void = { _ in }
  ) -> String? {
    var options = CookieOptions()
    change(&options)
    return CookiePolicy(options).harden(text, isSecure: isSecure)
  }

  @Test(arguments: [
    ("id=7", "id=7; Secure; HttpOnly; SameSite=Lax"),
    ("id=7; Path=/; HttpOnly", "id=7; Path=/; HttpOnly; Secure; SameSite=Lax"),
    ("id=7; secure; httponly; samesite=strict", "id=7; secure; httponly; samesite=Strict"),
    ("id=; Max-Age=0; Path=/", "id=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Lax"),
    (
      "id=\"a b\"; Expires=Wed, 21 Oct 2026 07:28:00 GMT",
      "id=\"a b\"; Expires=Wed, 21 Oct 2026 07:28:00 GMT; "
        + "Secure; HttpOnly; SameSite=Lax"
    ),
    ("id=a=b==; Domain=example.org", "id=a=b==; Domain=example.org; Secure; HttpOnly; SameSite=Lax"),
    (" id = 7 ;  Path = /a ", "id=7; Path=/a; Secure; HttpOnly; SameSite=Lax"),
    ("id=7;;; ", "id=7; Secure; HttpOnly; SameSite=Lax"),
    ("id=7; Partitioned; Priority=High", "id=7; Partitioned; Priority=High; Secure; HttpOnly; SameSite=Lax"),
  ])
  func `What is missing is added and the rest stays`(_ sent: String, _ hardened: String) {
    #expect(harden(sent) == hardened)
    #expect(harden(hardened) == hardened)
  }

  @Test(arguments: [
    ("id=7; Secure; secure; SECURE", "id=7; Secure; HttpOnly; SameSite=Lax"),
    ("id=7; SameSite=Strict; SameSite=None", "id=7; SameSite=Lax; Secure; HttpOnly"),
    ("id=7; Path=/a; Path=/b", "id=7; Path=/b; Secure; HttpOnly; SameSite=Lax"),
  ])
  func `No attribute stands twice, and the last one counts as in browsers`(_ sent: String, _ hardened: String) {
    #expect(harden(sent) == hardened)
  }

  @Test(arguments: ["csrftoken", "XSRF-TOKEN", "_xsrf", "__Host-csrftoken", "__Secure-XSRF-TOKEN"])
  func `A framework's token for scripts stays readable for scripts, unless an exception says otherwise`(
    _ name: String
  ) {
    #expect(harden("\(name)=7; Path=/; Secure") == "\(name)=7; Path=/; Secure; SameSite=Lax")
    #expect(harden("\(name)=7; Path=/; Secure; HttpOnly") == "\(name)=7; Path=/; Secure; HttpOnly; SameSite=Lax")
    let hidden = harden("\(name)=7; Path=/; Secure") { $0.exceptions[name] = .init(addsHTTPOnly: true) }
    #expect(hidden == "\(name)=7; Path=/; Secure; HttpOnly; SameSite=Lax")
  }

  @Test(arguments: ["CSRFTOKEN", "xsrf-token", "mycsrftoken", "csrftoken2", "_csrf", "__Host-id"])
  func `No other name is taken for such a token`(_ name: String) {
    #expect(harden("\(name)=7; Path=/; Secure")?.contains("HttpOnly") == true)
  }

  @Test func `A stricter attribute of the backend stays, a weaker one gives way`() {
    #expect(harden("id=7; SameSite=Strict")?.contains("SameSite=Strict") == true)
    #expect(harden("id=7; SameSite=None; Secure")?.contains("SameSite=Lax") == true)
    #expect(harden("id=7; SameSite=sometimes")?.contains("SameSite=Lax") == true)
    #expect(harden("id=7; SameSite=Lax") { $0.sameSite = .atLeast(.strict) }?.contains("SameSite=Strict") == true)
    #expect(harden("id=7; SameSite=None") { $0.sameSite = .asSent }?.contains("SameSite=None") == true)
  }

  @Test func `Over plain HTTP Secure is added only where the options ask for it`() {
    #expect(harden("id=7", isSecure: false) == "id=7; HttpOnly; SameSite=Lax")
    #expect(harden("id=7", isSecure: false) { $0.secure = .always } == "id=7; Secure; HttpOnly; SameSite=Lax")
    #expect(harden("id=7; Secure", isSecure: false) == "id=7; Secure; HttpOnly; SameSite=Lax")
    #expect(harden("id=7") { $0.secure = .asSent } == "id=7; HttpOnly; SameSite=Lax")
  }

  @Test func `A cookie for all sites is Secure, or not for all sites`() {
    #expect(harden("id=7") { $0.sameSite = .atLeast(.none) } == "id=7; Secure; HttpOnly; SameSite=None")
    #expect(harden("id=7", isSecure: false) { $0.sameSite = .atLeast(.none) } == "id=7; HttpOnly; SameSite=Lax")
    #expect(
      harden("id=7") {
        $0.sameSite = .atLeast(.none)
        $0.secure = .asSent
      } == "id=7; HttpOnly; Secure; SameSite=None")
  }

  @Test func `An exception is for the cookie of that very name`() {
    func excepted(_ text: String) -> String? {
      harden(text) {
        $0.exceptions["XSRF-TOKEN"] = .init(addsHTTPOnly: false, sameSite: .atLeast(.strict))
        $0.exceptions["embed"] = .init(sameSite: .atLeast(.none))
      }
    }
    #expect(excepted("XSRF-TOKEN=a") == "XSRF-TOKEN=a; Secure; SameSite=Strict")
    #expect(excepted("embed=a; SameSite=None") == "embed=a; SameSite=None; Secure; HttpOnly")
    #expect(excepted("xsrf-token=a") == "xsrf-token=a; Secure; HttpOnly; SameSite=Lax")
  }

  @Test(arguments: [
    ("__Host-id=7", "__Host-id=7; Secure; Path=/; HttpOnly; SameSite=Lax"),
    ("__Host-id=7; Domain=example.org; Path=/a", "__Host-id=7; Path=/; Secure; HttpOnly; SameSite=Lax"),
    ("__host-id=7; domain=example.org", "__host-id=7; Secure; Path=/; HttpOnly; SameSite=Lax"),
    ("__Secure-id=7; Domain=example.org", "__Secure-id=7; Domain=example.org; Secure; HttpOnly; SameSite=Lax"),
    ("__Host=7; Domain=example.org", "__Host=7; Domain=example.org; Secure; HttpOnly; SameSite=Lax"),
  ])
  func `A cookie that breaks its prefix is put right`(_ sent: String, _ hardened: String) {
    #expect(harden(sent) == hardened)
  }

  @Test func `A prefix that cannot be kept over plain HTTP drops the cookie`() {
    for cookie in ["__Host-id=7; Secure; Path=/", "__Secure-id=7", "__SECURE-id=7"] {
      #expect(harden(cookie, isSecure: false) == nil)
      #expect(harden(cookie, isSecure: false) { $0.secure = .always }?.contains("Secure") == true)
    }
    #expect(harden("__Host-id=7") { $0.secure = .asSent } == "__Host-id=7; Secure; Path=/; HttpOnly; SameSite=Lax")
  }

  @Test(arguments: [
    "", "id", "=7", "=__Host-id=7", "; Secure", "i d=7", "id=7\r\nSet-Cookie: a=b", "id=7\u{0}", "id=7; Path=/\u{7F}",
    "i,d=7", "ä=7", "id=\(String(repeating: "a", count: 4096))", "id=7; a=\(String(repeating: "a", count: 1024))",
    "id=7" + String(repeating: "; a=b", count: 33),
  ])
  func `A malformed cookie is dropped, or passes where the options say so`(_ text: String) {
    #expect(harden(text) == nil)
    #expect(harden(text) { $0.malformed = .pass } == text)
  }

  @Test func `Whatever is sent, what leaves has each attribute once`() {
    var generator = SeededGenerator(seed: 3)
    let parts = [
      "Secure", "secure", "HttpOnly", "Path=/", "path=/a", "Domain=a.b", "SameSite=None", "samesite=x", "", "=",
    ]
    for _ in 0..<5000 {
      let name = ["id", "__Host-id", "__Secure-id"].randomElement(using: &generator) ?? ""
      let attributes = (0..<Int.random(in: 0...8, using: &generator)).map { _ in
        parts.randomElement(using: &generator) ?? ""
      }
      let hardened = harden(([name + "=7"] + attributes).joined(separator: ";"))
      let names = (hardened ?? "").split(separator: "; ").dropFirst().map { $0.prefix { $0 != "=" }.lowercased() }
      #expect(Set(names).count == names.count)
      #expect(Set(names).isSuperset(of: ["secure", "httponly", "samesite"]))
      if name == "__Host-id" { #expect(!names.contains("domain") && ((hardened ?? "") + ";").contains("ath=/;")) }
    }
  }

  @Test func `The summary says what is added`() {
    #expect(CookiePolicy().summary == "cookies: Secure over TLS, HttpOnly, SameSite=Lax")
    var options = CookieOptions()
    options.secure = .asSent
    options.addsHTTPOnly = false
    options.sameSite = .asSent
    options.exceptions["a"] = .init(secure: .always)
    #expect(CookiePolicy(options).summary == "cookies: prefixes checked, otherwise for a")
  }

  @Test func `The declaration sets every option`() throws {
    var reading = Reading()
    let options = CookiePolicy.declaration.read(
      DocumentNode.from([
        "secure": "always", "httpOnly": false, "sameSite": "strict", "malformed": "pass",
        "exceptions": ["XSRF-TOKEN": ["secure": false, "httpOnly": false, "sameSite": "off"]],
      ]), &reading)
    #expect(reading.problems.map(\.description) == [])
    var expected = CookieOptions()
    expected.secure = .always
    expected.addsHTTPOnly = false
    expected.sameSite = .atLeast(.strict)
    expected.malformed = .pass
    expected.exceptions["XSRF-TOKEN"] = .init(secure: .asSent, addsHTTPOnly: false, sameSite: .asSent)
    #expect(options == expected)
  }

  @Test(
    arguments: [
      (["secure": "never"], "2:1: `never` is not one of `true`, `false`, `always`"),
      (
        ["exceptions": ["a b": .object([])]],
        "3:1: `a b` is not a name, use letters, digits, `-` and `_`, a letter first"
      ),
      (["samesite": "lax"], "2:1: unknown key `samesite`, did you mean `sameSite`?"),
    ] as [(JSONValue, String)])
  func `What cannot be is a problem`(_ json: JSONValue, _ problem: String) {
    var reading = Reading()
    #expect(CookiePolicy.declaration.read(DocumentNode.from(json), &reading) == nil)
    #expect(reading.problems.map(\.description) == [problem])
  }

  @Test func `Bytes that are not UTF-8 leave as they came`() {
    let sent: [UInt8] = Array("name=M".utf8) + [0xFC] + Array("ller; Path=/\u{FC}; comment=".utf8) + [0xFF, 0xC3]
    let expected = sent + Array("; Secure; HttpOnly; SameSite=Lax".utf8)
    #expect(CookiePolicy().harden(bytes: sent[...], isSecure: true) == expected)
  }
}
