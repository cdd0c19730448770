import HTTPTypes
import RampartCore
import Testing

@Suite("What controls change on a request")
struct RequestEditsTests {
  @Test(
    "leaves the other cookies as they are",
    arguments: [
      ("a=1; b=2", "b=2"), ("a=1", ""), ("b=2;a=1;c", "b=2; c"), (" a =1; b=a=1", "b=a=1"), ("A=1", "A=1"), ("", ""),
      ("a", ""), ("b=\"x;a=1\"", "b=\"x"),
    ])
  func cookies(_ value: String, _ kept: String) {
    let edits = RequestEdits(removedCookies: ["a"])
    #expect(String(decoding: edits.keptCookies(of: value.utf8), as: UTF8.self) == kept)
  }

  @Test("keeps bytes that are no text")
  func bytes() {
    let edits = RequestEdits(removedCookies: ["a"])
    #expect(edits.keptCookies(of: Array("a=1; b=".utf8) + [0xFF, 0xE9]) == Array("b=".utf8) + [0xFF, 0xE9])
  }
}
