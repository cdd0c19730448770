import NIOCore
import Testing

@testable import RampartGateway

@Suite("What is left of a request that is refused")
struct RequestRemnantTests {
  @Test("has method, target and Accept where they can be seen")
  func seen() {
    let text = "POST /a/b?token=secret HTTP/1.1\r\nHost: a\r\nHost: b\r\nACCEPT: text/html\r\n\r\n"
    let head = RequestRemnant.head(of: ByteBuffer(string: text))
    #expect(head.fields.string(head.method) == "POST")
    #expect(head.fields.string(head.path) == "/a/b")
    #expect(head.fields.list(.accept)?.contains("text/html") == true)
    #expect(!head.keepsAlive)
  }

  @Test(
    "is nothing where there is no request line",
    arguments: ["", " ", "\u{16}\u{3}\u{1}", "GET", "G@T / HTTP/1.1", "\r\n"])
  func nothing(_ text: String) {
    let head = RequestRemnant.head(of: ByteBuffer(string: text))
    #expect(head.method.isEmpty && head.path.isEmpty && head.fields.lines.isEmpty)
  }

  @Test("is bounded, and has a HEAD answered as one")
  func bounded() {
    let head = RequestRemnant.head(of: ByteBuffer(string: "HEAD /" + String(repeating: "a", count: 100_000)))
    #expect(head.fields.bytes.readableBytes <= 2048)
    #expect(head.kind == .head)
  }
}
