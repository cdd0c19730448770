import RampartBrowser
import RampartCore
import Testing

@Suite struct XContentTypeOptionsTests {
  @Test func `The recommended value is the only one`() throws {
    #expect(try TestDocument.value("X-Content-Type-Options", .object([])) == "nosniff")
    #expect(
      try TestDocument.value("X-Content-Type-Options", ["xContentTypeOptions": ["upstream": "keep"]])
        == "nosniff")
    #expect(XContentTypeOptions().value(in: ResponseContext(isSecure: false)) == "nosniff")
  }

  @Test func `Another value is a problem`() {
    #expect(
      TestDocument.problems(["xContentTypeOptions": "on"]) == [
        "2:1: `on` is not one of `off`, `remove`"
      ])
  }
}
