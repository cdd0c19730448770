import RampartCore
import Testing

@Suite("Which request fields pass")
struct FieldNamePolicyTests {
  private static func passes(_ name: String, _ policy: FieldNamePolicy = FieldNamePolicy()) -> Bool {
    Array(name.utf8).withUnsafeBytes { policy.passes($0) }
  }

  @Test("those of letters, digits and hyphens", arguments: ["Host", "x", "X-9", "-", "sec-ch-ua"])
  func plain(_ name: String) {
    #expect(Self.passes(name))
  }

  @Test(
    "none with another character in its name",
    arguments: [
      "SCRIPT_NAME", "X_Forwarded_For", "x.y", "a!", "a#", "a$", "a%", "a&", "a'", "a*", "a+", "a^", "a`", "a|", "a~",
    ])
  func unusual(_ name: String) {
    #expect(!Self.passes(name))
  }

  @Test("one that is allowed, in any case, and no other")
  func allowed() throws {
    let policy = try FieldNamePolicy(allowing: ["X_Legacy", "x.y", "X_LEGACY"])
    #expect(policy.allowedNames == ["x_legacy", "x.y"])
    #expect(Self.passes("x_legacy", policy) && Self.passes("X_LEGACY", policy) && Self.passes("X.Y", policy))
    #expect(!Self.passes("x_legac", policy) && !Self.passes("x-legacy_", policy) && !Self.passes("X_Legacz", policy))
  }

  @Test(
    "none that a backend could take for another",
    arguments: [
      ("SCRIPT_NAME", "fields.reserved"), ("script.name", "fields.reserved"), ("PATH_INFO", "fields.reserved"),
      ("REMOTE_USER", "fields.reserved"), ("HTTP_COOKIE", "fields.reserved"), ("Content_Length", "fields.reserved"),
      ("X_Forwarded_For", "fields.reserved"), ("X-Forwarded_Own", "fields.reserved"),
      ("wsgi.url_scheme", "fields.reserved"),
      ("X_HTTP_Method_Override", "fields.reserved"), ("Sec_Fetch_Site", "fields.reserved"),
      ("user_agent", "fields.reserved"),
      ("X_CSRF_Token", "fields.reserved"), ("QUERY_STRING", "fields.reserved"), ("X-Own", "fields.passesAnyway"),
      ("a b", "fields.notAName"), ("", "fields.notAName"), ("\u{E9}_", "fields.notAName"),
    ])
  func refused(_ name: String, _ code: String) {
    #expect {
      try FieldNamePolicy(allowing: [name])
    } throws: { error in
      (error as? InvalidOption)?.code == code
    }
  }
}
