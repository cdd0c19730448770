import RampartBrowser
import RampartCore
import Testing

@Suite struct PermissionsPolicyTests {
  private func value(_ form: JSONValue) throws -> String? {
    try TestDocument.value("Permissions-Policy", ["permissionsPolicy": form])
  }

  private func only(_ form: JSONValue) throws -> String? {
    guard case .object(let members) = form else { return nil }
    return try value(.object(members + [.init("useDefaults", false)]))
  }

  @Test func `It is not in the recommended set, and denies devices in the strict one`() throws {
    #expect(try TestDocument.value("Permissions-Policy", .object([])) == nil)
    let strict = try #require(try TestDocument.value("Permissions-Policy", "strict"))
    #expect(try value("strict") == strict)
    // Chromium 156 warns about these on every page.
    for unknown in ["bluetooth", "ambient-light-sensor", "web-share"] { #expect(!strict.contains(unknown)) }
  }

  @Test func `A named feature changes and the others are denied as in the strict set`() throws {
    let value = try value(["geolocation": "self", "pictureInPicture": .array([])])
    #expect(value?.contains("camera=()") == true)
    #expect(value?.contains("geolocation=(self)") == true)
    #expect(value?.contains("geolocation=()") == false)
    #expect(value?.hasSuffix(", picture-in-picture=()") == true)
  }

  @Test func `Each form of an allowlist`() throws {
    #expect(try only(["camera": .array([])]) == "camera=()")
    #expect(try only(["camera": "*"]) == "camera=*")
    #expect(try only(["camera": ["*"]]) == "camera=*")
    #expect(try only(["camera": "self"]) == "camera=(self)")
    #expect(
      try only(["camera": ["self", "https://meet.example.org:8443", "https://*.example.org"]])
        == #"camera=(self "https://meet.example.org:8443" "https://*.example.org")"#)
    #expect(
      try only(["publickeyCredentialsGet": "self", "syncXhr": .array([])])
        == "publickey-credentials-get=(self), sync-xhr=()")
  }

  @Test func `A feature that is not known is a problem with what was meant`() {
    func problem(_ name: String) -> String? {
      let problems = TestDocument.problems(["permissionsPolicy": .object([.init(name, .array([]))])])
      #expect(problems.count == 1)
      return problems.first
    }
    #expect(problem("geolocaton") == "3:1: unknown key `geolocaton`, did you mean `geolocation`?")
    #expect(problem("picture-in-picture") == "3:1: unknown key `picture-in-picture`, did you mean `pictureInPicture`?")
    #expect(problem("teleportation")?.hasPrefix("3:1: unknown key `teleportation`, known here: ") == true)
  }

  @Test(arguments: [
    ("'self'", "did you mean `self`, without the inner quotes?"), ("none", "write `[]` for nobody"),
    ("'none'", "write `[]` for nobody"), ("all", "did you mean `*`?"),
    ("example.org", "write `self`, `*`, or an origin such as `https://meet.example.org`"),
    ("https://example.org/path", "write `self`, `*`, or an origin such as `https://meet.example.org`"),
    ("https://*", "write `self`, `*`, or an origin such as `https://meet.example.org`"),
    ("https://a\"b", "write `self`, `*`, or an origin such as `https://meet.example.org`"),
    ("https://a b", "write `self`, `*`, or an origin such as `https://meet.example.org`"),
    ("data:", "write `self`, `*`, or an origin such as `https://meet.example.org`"),
  ])
  func `What is no origin is a problem`(_ origin: String, _ hint: String) {
    #expect(
      TestDocument.problems(["permissionsPolicy": ["camera": .string(origin)]]) == [
        "3:1: `\(origin)` is not an origin, \(hint)"
      ])
  }

  @Test func `Everyone beside another entry and a policy without features are problems`() {
    #expect(
      TestDocument.problems(["permissionsPolicy": ["camera": ["self", "*"]]]) == [
        "3:1: `*` stands for everyone and needs no other entry beside it"
      ])
    #expect(
      TestDocument.problems(["permissionsPolicy": ["useDefaults": false]]) == [
        "2:1: the policy names no feature, write `off` to send none"
      ])
  }

  @Test func `A policy is built feature by feature`() throws {
    var policy = PermissionsPolicy.empty
    #expect(policy.value(in: ResponseContext(isSecure: true)) == nil)
    policy[.camera] = .origins([.sameOrigin, try .origin("https://meet.example.org")])
    policy[try .init("new-feature")] = .nobody
    policy[.fullscreen] = .everyone
    policy[.camera] = .origins([.sameOrigin])
    policy[.fullscreen] = nil
    #expect(policy[.camera] == .origins([.sameOrigin]))
    #expect(policy[.fullscreen] == nil)
    #expect(policy.value(in: ResponseContext(isSecure: true)) == "camera=(self), new-feature=()")
  }

  @Test(arguments: ["", "Camera", "a b", "a=b", "a,b", "1a", "a*"])
  func `What is no name of a feature is refused`(_ name: String) {
    #expect(throws: InvalidOption.self) { try PermissionsPolicy.Feature(name) }
  }
}
