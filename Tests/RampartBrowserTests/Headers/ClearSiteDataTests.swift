import RampartBrowser
import RampartCore
import Testing

@Suite struct ClearSiteDataTests {
  private func value(_ form: JSONValue) throws -> String? {
    try TestDocument.value("Clear-Site-Data", ["clearSiteData": form])
  }

  @Test func `It is not in the recommended set`() throws {
    #expect(try TestDocument.value("Clear-Site-Data", .object([])) == nil)
    #expect(SecurityHeaders().clearSiteData == .ignore)
    #expect(ClearSiteData().value(in: ResponseContext(isSecure: true)) == "\"*\"")
  }

  @Test(arguments: [
    "cache", "clientHints", "cookies", "executionContexts", "prefetchCache", "prerenderCache", "storage", "*",
  ])
  func `Each kind is a short form, an entry and an option`(_ kind: String) throws {
    #expect(try value(.string(kind)) == "\"\(kind)\"")
    #expect(try value([.string(kind)]) == "\"\(kind)\"")
    #expect(try value(["kinds": [.string(kind)]]) == "\"\(kind)\"")
  }

  @Test func `A list of kinds is a list of quoted strings`() throws {
    #expect(try value(["cache", "cookies", "storage"]) == "\"cache\", \"cookies\", \"storage\"")
  }

  @Test func `An unknown kind, an empty list, none and one twice are problems`() {
    func problems(_ form: JSONValue) -> [String] { TestDocument.problems(["clearSiteData": form]) }
    #expect(
      problems(["cookie"]) == [
        "3:1: `cookie` is not one of `cache`, `clientHints`, `cookies`, `executionContexts`, `prefetchCache`, "
          + "`prerenderCache`, `storage`, `*`, did you mean `cookies`?"
      ])
    #expect(problems(.array([])) == ["2:1: the list needs at least 1 entry"])
    #expect(problems(["upstream": "keep"]) == ["2:1: the key `kinds` is missing"])
    #expect(problems(["cache", "cache"]) == ["2:1: the list names a kind of data twice"])
  }
}
