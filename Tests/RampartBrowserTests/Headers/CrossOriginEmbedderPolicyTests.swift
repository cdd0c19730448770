import RampartBrowser
import RampartCore
import Testing

@Suite struct CrossOriginEmbedderPolicyTests {
  private let words = "`require-corp`, `credentialless`, `unsafe-none`"

  @Test func `The recommended value`() throws {
    #expect(try TestDocument.value("Cross-Origin-Embedder-Policy", .object([])) == nil)
    #expect(
      try TestDocument.value("Cross-Origin-Embedder-Policy", ["crossOriginEmbedderPolicy": .object([])])
        == "require-corp")
  }

  @Test(arguments: ["require-corp", "credentialless", "unsafe-none"])
  func `Each word is a short form and an option`(_ word: String) throws {
    #expect(
      try TestDocument.value("Cross-Origin-Embedder-Policy", ["crossOriginEmbedderPolicy": .string(word)]) == word)
    #expect(
      try TestDocument.value("Cross-Origin-Embedder-Policy", ["crossOriginEmbedderPolicy": ["policy": .string(word)]])
        == word)
  }

  @Test func `Another word is a problem`() {
    #expect(
      TestDocument.problems(["crossOriginEmbedderPolicy": "require-cors"]) == [
        "2:1: `require-cors` is not one of \(words), `off`, `remove`, did you mean `require-corp`?"
      ])
    #expect(
      TestDocument.problems(["crossOriginEmbedderPolicy": ["policy": "require-cors"]]) == [
        "3:1: `require-cors` is not one of \(words), did you mean `require-corp`?"
      ])
  }

  @Test func `A list is a problem`() {
    #expect(
      TestDocument.problems(["crossOriginEmbedderPolicy": ["require-corp"]]) == [
        "2:1: expected \(words), `off`, `remove` or a mapping of options, found a list"
      ])
  }

  @Test func `The Swift names are the header's words`() {
    let context = ResponseContext(isSecure: true)
    #expect(CrossOriginEmbedderPolicy.requireCorp.value(in: context) == "require-corp")
    #expect(CrossOriginEmbedderPolicy.credentialless.value(in: context) == "credentialless")
    #expect(CrossOriginEmbedderPolicy.unsafeNone.value(in: context) == "unsafe-none")
  }
}
