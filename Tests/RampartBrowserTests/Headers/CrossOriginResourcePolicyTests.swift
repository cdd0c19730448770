import RampartBrowser
import RampartCore
import Testing

@Suite struct CrossOriginResourcePolicyTests {
  private let words = "`same-origin`, `same-site`, `cross-origin`"

  @Test func `It is not in the recommended set, and same-origin in the strict one`() throws {
    #expect(try TestDocument.value("Cross-Origin-Resource-Policy", .object([])) == nil)
    #expect(try TestDocument.value("Cross-Origin-Resource-Policy", "strict") == "same-origin")
    #expect(
      try TestDocument.value("Cross-Origin-Resource-Policy", ["crossOriginResourcePolicy": .object([])])
        == "same-origin")
  }

  @Test(arguments: ["same-origin", "same-site", "cross-origin"])
  func `Each word is a short form and an option`(_ word: String) throws {
    #expect(
      try TestDocument.value("Cross-Origin-Resource-Policy", ["crossOriginResourcePolicy": .string(word)]) == word)
    #expect(
      try TestDocument.value("Cross-Origin-Resource-Policy", ["crossOriginResourcePolicy": ["policy": .string(word)]])
        == word)
  }

  @Test func `Another word is a problem`() {
    #expect(
      TestDocument.problems(["crossOriginResourcePolicy": "crossorigin"]) == [
        "2:1: `crossorigin` is not one of \(words), `off`, `remove`, did you mean `cross-origin`?"
      ])
    #expect(
      TestDocument.problems(["crossOriginResourcePolicy": ["policy": "crossorigin"]]) == [
        "3:1: `crossorigin` is not one of \(words), did you mean `cross-origin`?"
      ])
  }

  @Test func `A list is a problem`() {
    #expect(
      TestDocument.problems(["crossOriginResourcePolicy": ["same-origin"]]) == [
        "2:1: expected \(words), `off`, `remove` or a mapping of options, found a list"
      ])
  }

  @Test func `The Swift names are the header's words`() {
    let context = ResponseContext(isSecure: true)
    #expect(CrossOriginResourcePolicy.sameOrigin.value(in: context) == "same-origin")
    #expect(CrossOriginResourcePolicy.sameSite.value(in: context) == "same-site")
    #expect(CrossOriginResourcePolicy.crossOrigin.value(in: context) == "cross-origin")
  }
}
