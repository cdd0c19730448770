import RampartBrowser
import RampartCore
import Testing

@Suite struct XDownloadOptionsTests {
  @Test func `The recommended value is the only one`() throws {
    #expect(try TestDocument.value("X-Download-Options", .object([])) == "noopen")
    #expect(
      try TestDocument.value("X-Download-Options", ["xDownloadOptions": ["upstream": "keep"]])
        == "noopen")
    #expect(XDownloadOptions().value(in: ResponseContext(isSecure: false)) == "noopen")
  }

  @Test func `Another value is a problem`() {
    #expect(
      TestDocument.problems(["xDownloadOptions": "on"]) == [
        "2:1: `on` is not one of `off`, `remove`"
      ])
  }
}
