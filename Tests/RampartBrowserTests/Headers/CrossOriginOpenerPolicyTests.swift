import RampartBrowser
import RampartCore
import Testing

@Suite struct CrossOriginOpenerPolicyTests {
  private let words = "`same-origin`, `same-origin-allow-popups`, `noopener-allow-popups`, `unsafe-none`"

  @Test func `It is not in the recommended set, and same-origin in the strict one`() throws {
    #expect(try TestDocument.value("Cross-Origin-Opener-Policy", .object([])) == nil)
    #expect(try TestDocument.value("Cross-Origin-Opener-Policy", "strict") == "same-origin")
    #expect(
      try TestDocument.value("Cross-Origin-Opener-Policy", ["crossOriginOpenerPolicy": .object([])]) == "same-origin")
  }

  @Test(arguments: ["same-origin", "same-origin-allow-popups", "noopener-allow-popups", "unsafe-none"])
  func `Each word is a short form and an option`(_ word: String) throws {
    #expect(try TestDocument.value("Cross-Origin-Opener-Policy", ["crossOriginOpenerPolicy": .string(word)]) == word)
    #expect(
      try TestDocument.value("Cross-Origin-Opener-Policy", ["crossOriginOpenerPolicy": ["policy": .string(word)]])
        == word)
  }

  @Test func `Another word is a problem`() {
    #expect(
      TestDocument.problems(["crossOriginOpenerPolicy": "sameorigin"]) == [
        "2:1: `sameorigin` is not one of \(words), `off`, `remove`, did you mean `same-origin`?"
      ])
    #expect(
      TestDocument.problems(["crossOriginOpenerPolicy": ["policy": "sameorigin"]]) == [
        "3:1: `sameorigin` is not one of \(words), did you mean `same-origin`?"
      ])
  }

  @Test func `A list is a problem`() {
    #expect(
      TestDocument.problems(["crossOriginOpenerPolicy": ["same-origin"]]) == [
        "2:1: expected \(words), `off`, `remove` or a mapping of options, found a list"
      ])
  }

  @Test func `The Swift names are the header's words`() {
    let context = ResponseContext(isSecure: true)
    #expect(CrossOriginOpenerPolicy.sameOrigin.value(in: context) == "same-origin")
    #expect(CrossOriginOpenerPolicy.sameOriginAllowPopups.value(in: context) == "same-origin-allow-popups")
    #expect(CrossOriginOpenerPolicy.noopenerAllowPopups.value(in: context) == "noopener-allow-popups")
    #expect(CrossOriginOpenerPolicy.unsafeNone.value(in: context) == "unsafe-none")
  }
}
