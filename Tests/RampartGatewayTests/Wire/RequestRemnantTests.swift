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
    "has no secret of the target",
    arguments: [
      ("/reset#token=x", "/reset"), ("http://me:x@localhost/a?b", "/a"), ("http://me:x@localhost", ""),
      ("//a/b", "//a/b"), ("me:x@host/a", "/a"),
    ])
  func secrets(_ target: String, _ path: String) {
    let head = RequestRemnant.head(of: ByteBuffer(string: "GET \(target) HTTP/1.1\r\n\r\n"))
    #expect(head.fields.string(head.path) == path)
  }

  @Test("of HTTP/2 is a head of HTTP/1.1 in which nothing ends a line")
  func http2() {
    var section = FieldSection(limit: 1024)
    for (name, value) in [
      (":method", "GET"), (":path", "/a b\r\nX: 1"), (":authority", "localhost"), ("X-Field", "a\r\nb: c"),
    ] {
      Array(name.utf8).withUnsafeBytes { name in Array(value.utf8).withUnsafeBytes { section.append(name, $0) } }
    }
    let text = RequestRemnant.text(of: section)
    #expect(
      String(buffer: text)
        == "GET /a%20b%0D%0AX:%201 HTTP/2.0\r\nhost: localhost\r\nX-Field: a  b: c\r\n\r\n")
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
