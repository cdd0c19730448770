import RampartBrowser
import RampartCore
import Testing

@Suite struct XFrameOptionsTests {
  @Test func `The recommended value`() throws {
    #expect(try TestDocument.value("X-Frame-Options", .object([])) == "SAMEORIGIN")
    #expect(try TestDocument.value("X-Frame-Options", ["xFrameOptions": .object([])]) == "SAMEORIGIN")
  }

  @Test(arguments: [("DENY", "DENY"), ("deny", "DENY"), ("SAMEORIGIN", "SAMEORIGIN"), ("sameorigin", "SAMEORIGIN")])
  func `Each word is a short form and an option, in both cases`(_ word: String, _ value: String) throws {
    #expect(try TestDocument.value("X-Frame-Options", ["xFrameOptions": .string(word)]) == value)
    #expect(try TestDocument.value("X-Frame-Options", ["xFrameOptions": ["action": .string(word)]]) == value)
  }

  @Test func `The withdrawn ALLOW-FROM is a problem`() {
    #expect(
      TestDocument.problems(["xFrameOptions": ["action": "ALLOW-FROM https://example.org"]]) == [
        "3:1: `ALLOW-FROM https://example.org` is not one of `SAMEORIGIN`, `DENY`, `sameorigin`, `deny`"
      ])
  }
}
