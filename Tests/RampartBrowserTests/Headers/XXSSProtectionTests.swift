import RampartBrowser
import RampartCore
import Testing

@Suite struct XXSSProtectionTests {
  @Test func `The recommended value is the only one`() throws {
    #expect(try TestDocument.value("X-XSS-Protection", .object([])) == "0")
    #expect(try TestDocument.value("X-XSS-Protection", ["xXssProtection": ["upstream": "keep"]]) == "0")
    #expect(XXSSProtection().value(in: ResponseContext(isSecure: false)) == "0")
  }

  @Test func `Another value is a problem`() {
    #expect(
      TestDocument.problems(["xXssProtection": "on"]) == [
        "2:1: `on` is not one of `off`, `remove`"
      ])
  }
}
