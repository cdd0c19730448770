import RampartBrowser
import RampartCore
import Testing

@Suite struct XDNSPrefetchControlTests {
  @Test func `Looking names up in advance is off unless it is allowed`() throws {
    #expect(try TestDocument.value("X-DNS-Prefetch-Control", .object([])) == "off")
    #expect(try TestDocument.value("X-DNS-Prefetch-Control", ["xDnsPrefetchControl": ["allow": false]]) == "off")
    #expect(try TestDocument.value("X-DNS-Prefetch-Control", ["xDnsPrefetchControl": ["allow": true]]) == "on")
  }

  @Test func `The word off leaves the header to the backend`() throws {
    #expect(try TestDocument.headers(["xDnsPrefetchControl": "off"]).xDNSPrefetchControl == .ignore)
  }

  @Test func `Anything but true and false is a problem`() {
    #expect(
      TestDocument.problems(["xDnsPrefetchControl": ["allow": "yes"]]) == [
        "3:1: expected `true` or `false`, found the text `yes`"
      ])
  }
}
