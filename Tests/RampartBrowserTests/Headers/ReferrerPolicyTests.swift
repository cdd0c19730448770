import RampartBrowser
import RampartCore
import Testing

@Suite struct ReferrerPolicyTests {
  @Test func `The recommended value`() throws {
    let recommended = "strict-origin-when-cross-origin"
    #expect(try TestDocument.value("Referrer-Policy", .object([])) == recommended)
    #expect(try TestDocument.value("Referrer-Policy", ["referrerPolicy": .object([])]) == recommended)
  }

  @Test(arguments: [
    "no-referrer", "no-referrer-when-downgrade", "same-origin", "origin", "strict-origin", "origin-when-cross-origin",
    "strict-origin-when-cross-origin", "unsafe-url", "",
  ])
  func `Each token is a short form, an option and an entry`(_ token: String) throws {
    #expect(try TestDocument.value("Referrer-Policy", ["referrerPolicy": .string(token)]) == token)
    #expect(try TestDocument.value("Referrer-Policy", ["referrerPolicy": ["policy": .string(token)]]) == token)
    #expect(try TestDocument.value("Referrer-Policy", ["referrerPolicy": [.string(token)]]) == token)
  }

  @Test func `A list keeps its order, for browsers take the last token that they know`() throws {
    let tokens: JSONValue = ["no-referrer", "strict-origin-when-cross-origin"]
    let value = "no-referrer, strict-origin-when-cross-origin"
    #expect(try TestDocument.value("Referrer-Policy", ["referrerPolicy": tokens]) == value)
    #expect(try TestDocument.value("Referrer-Policy", ["referrerPolicy": ["policy": tokens]]) == value)
  }

  @Test func `An unknown token, an empty list and a token twice are problems`() {
    let problems = TestDocument.problems(["referrerPolicy": ["no-referer"]])
    #expect(problems.count == 1)
    #expect(problems.first?.hasPrefix("3:1: `no-referer` is not one of `no-referrer`, ") == true)
    #expect(problems.first?.hasSuffix(", did you mean `no-referrer`?") == true)
    #expect(
      TestDocument.problems(["referrerPolicy": ["policy": .array([])]]) == ["3:1: the list needs at least 1 entry"])
    #expect(
      TestDocument.problems(["referrerPolicy": ["origin", "origin"]]) == ["2:1: the list names a token twice"])
  }
}
