import RampartBrowser
import RampartCore
import Testing

@Suite struct IntegrityPolicyTests {
  private func value(_ form: JSONValue) throws -> String? {
    try TestDocument.value("Integrity-Policy", ["integrityPolicy": form])
  }

  @Test func `It is not in the recommended set`() throws {
    #expect(try TestDocument.value("Integrity-Policy", .object([])) == nil)
    #expect(SecurityHeaders().integrityPolicy == .ignore)
  }

  @Test func `Each option is a member of the dictionary`() throws {
    #expect(try value(.object([])) == "blocked-destinations=(script)")
    #expect(try value(["blockedDestinations": ["script", "style"]]) == "blocked-destinations=(script style)")
    #expect(
      try value(["sources": ["inline"], "endpoints": ["default", "other"]])
        == "blocked-destinations=(script), sources=(inline), endpoints=(default other)")
  }

  @Test func `Unknown words, an empty list and names that no endpoint has are problems`() {
    func problems(_ form: JSONValue) -> [String] { TestDocument.problems(["integrityPolicy": form]) }
    #expect(
      problems(["blockedDestinations": ["scripts"]]) == [
        "4:1: `scripts` is not one of `script`, `style`, did you mean `script`?"
      ])
    #expect(problems(["blockedDestinations": .array([])]) == ["3:1: the list needs at least 1 entry"])
    #expect(problems(["sources": ["header"]]) == ["4:1: `header` is not `inline`"])
    #expect(
      problems(["endpoints": ["My Endpoint"]]) == [
        "4:1: `My Endpoint` is not an endpoint's name, use small letters, digits, `-`, `_` and `.`, a letter first"
      ])
    #expect(problems("script") == ["2:1: `script` is not one of `off`, `remove`"])
  }

  @Test func `No destination is no header`() {
    let policy = IntegrityPolicy(blockedDestinations: [])
    #expect(policy.value(in: ResponseContext(isSecure: true)) == nil)
  }
}
