import NIOCore
import RampartTesting
import Testing

@testable import RampartGateway

@Suite("An HTTP/1.1 request head")
struct RequestHeadParserTests {
  static func parse(_ text: String, maximumBytes: Int = 32 << 10) throws(HeadFailure) -> RequestHead? {
    var buffer = ByteBuffer(bytes: text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) })
    var parser = RequestHeadParser(maximumBytes: maximumBytes)
    return try parser.parse(&buffer)
  }

  static func failure(_ text: String, maximumBytes: Int = 32 << 10) -> HeadFailure? {
    do throws(HeadFailure) {
      _ = try parse(text, maximumBytes: maximumBytes)
      return nil
    } catch {
      return error
    }
  }

  @Test("is taken apart without loss")
  func parts() throws {
    let head = try #require(
      try Self.parse(
        "POST /a/b?c=d&e HTTP/1.1\r\nHost: Example.ORG:8080\r\nContent-Length: 12\r\nX-One:  two \t\r\n\r\n"))
    #expect(head.fields.string(head.method) == "POST")
    #expect(head.fields.string(head.path) == "/a/b")
    #expect(head.fields.string(head.query) == "?c=d&e")
    #expect(head.fields.string(head.authority) == "Example.ORG:8080")
    #expect(head.fields.string(head.host) == "example.org")
    #expect(head.framing == .length(12))
    #expect(head.keepsAlive)
    #expect(head.fields.lines.map { head.fields.string($0.name) } == ["Host", "Content-Length", "X-One"])
    #expect(head.fields.string(head.fields.lines[2].value) == "two")
  }

  @Test("leaves what follows it in the buffer")
  func rest() throws {
    var buffer = ByteBuffer(string: "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /second")
    var parser = RequestHeadParser(maximumBytes: 1024)
    #expect(try parser.parse(&buffer) != nil)
    #expect(String(buffer: buffer) == "GET /second")
  }

  @Test("is the same however the network splits it")
  func split() throws {
    let text = "\r\nGET /x/%7Ey?q HTTP/1.1\r\nHost: a.example\r\nCookie: b=c\r\nConnection: close\r\n\r\n"
    for cut in 1..<text.utf8.count {
      var parser = RequestHeadParser(maximumBytes: 1024)
      var buffer = ByteBuffer(bytes: text.utf8.prefix(cut))
      #expect(try parser.parse(&buffer) == nil, "complete after \(cut) bytes")
      buffer.writeBytes(text.utf8.dropFirst(cut))
      let head = try #require(try parser.parse(&buffer), "cut at \(cut)")
      #expect(head.fields.string(head.path) == "/x/~y")
      #expect(head.fields.lines.count == 3)
      #expect(!head.keepsAlive)
    }
  }

  @Test("arrives byte by byte and is parsed all the same")
  func byteByByte() throws {
    var parser = RequestHeadParser(maximumBytes: 1024)
    var buffer = ByteBuffer()
    var heads = 0
    for byte in "GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8 {
      buffer.writeInteger(byte)
      if try parser.parse(&buffer) != nil { heads += 1 }
    }
    #expect(heads == 1)
  }

  @Test(
    "is refused where two readers could understand it differently",
    arguments: [
      "GET / HTTP/1.1\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
      "GET / HTTP/1.1\r\nHost:\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: user@a\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a:b\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a:123456\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a,b\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: [1.2.3.4]\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: .\r\n\r\n",
      "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET http://a:81/ HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET http:///x HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET a HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET * HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /  HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n",
      " GET / HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET / HTTP/1.1 \r\nHost: a\r\n\r\n",
      "GET /\r\nHost: a\r\n\r\n",
      "GET / http/1.1\r\nHost: a\r\n\r\n",
      "GET / HTTP/1.1\nHost: a\n\n",
      "GET / HTTP/1.1\r\nHost: a\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\n\n",
      "GET / HTTP/1.1\r\nHost: a\r\r\n\r\n",
      "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
      "GET / HTTP/1.1\r\n Host: a\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n\tfolded\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\n: empty\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nNoColon\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nX(y): z\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nX\u{E9}: z\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nX: \u{0}\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nX: \u{1}\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nX: \u{7F}\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nX: y\rz\r\n\r\n",
      "GET /\u{0} HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /\u{E9} HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /#f HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /?a#f HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /a\\b HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /?a\\b HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /a%5Cb HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /a%00b HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /% HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /../x HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /%2e%2e/x HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /%c0%ae HTTP/1.1\r\nHost: a\r\n\r\n",
      "G@T / HTTP/1.1\r\nHost: a\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x1\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1 1\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999999999999999\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, chunked\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: ,chunked\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \"chunked\"\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n\r\n",
      "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
      "HTTP/1.1 200 OK\r\n\r\n",
      "PRI * HTTP/2.0\r\n\r\n",
      "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\r\n\r\n",
    ])
  func refused(_ text: String) {
    let failure = Self.failure(text)
    #expect(failure == .malformed || failure == .versionNotSupported && text.contains("HTTP/2.0"))
  }

  @Test("names the special reasons")
  func reasons() {
    #expect(Self.failure("CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n") == .methodNotImplemented)
    #expect(Self.failure("GET / HTTP/2.0\r\nHost: a\r\n\r\n") == .versionNotSupported)
    #expect(Self.failure("GET / HTTP/1.2\r\nHost: a\r\n\r\n") == .versionNotSupported)
    #expect(
      Self.failure("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nExpect: 200-ok\r\n\r\n") == .expectationFailed)
  }

  @Test("is bounded in bytes, in lines and in the length of one line")
  func limits() {
    let long = String(repeating: "a", count: 1000)
    #expect(Self.failure("GET /\(long) HTTP/1.1\r\nHost: a\r\n\r\n", maximumBytes: 512) == .targetTooLong)
    #expect(Self.failure("GET /\(long)", maximumBytes: 512) == .targetTooLong)
    #expect(Self.failure("GET / HTTP/1.1\r\nHost: a\r\nX: \(long)\r\n\r\n", maximumBytes: 512) == .tooLarge)
    #expect(Self.failure("GET / HTTP/1.1\r\nHost: a\r\nX: \(long)", maximumBytes: 512) == .tooLarge)
    let many = (0..<101).map { "X\($0): y\r\n" }.joined()
    #expect(Self.failure("GET / HTTP/1.1\r\nHost: a\r\n\(many)\r\n") == .tooLarge)
    let line = String(repeating: "b", count: HeadScanner.maximumLine)
    #expect(Self.failure("GET / HTTP/1.1\r\nHost: a\r\nX: \(line)\r\n\r\n") == .tooLarge)
  }

  @Test("may be HTTP/1.0 without a host")
  func oldVersion() throws {
    let head = try #require(try Self.parse("GET / HTTP/1.0\r\n\r\n"))
    #expect(head.authority.isEmpty)
    #expect(!head.keepsAlive)
    let kept = try #require(try Self.parse("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n"))
    #expect(kept.keepsAlive)
  }

  @Test("may name its target in absolute form")
  func absoluteForm() throws {
    let head = try #require(try Self.parse("GET http://A.example:80/x?y HTTP/1.1\r\nHost: a.EXAMPLE:80\r\n\r\n"))
    #expect(head.fields.string(head.path) == "/x")
    #expect(head.fields.string(head.query) == "?y")
    let bare = try #require(try Self.parse("GET https://a?y HTTP/1.1\r\nHost: a\r\n\r\n"))
    #expect(bare.fields.string(bare.path) == "/")
    #expect(bare.fields.string(bare.query) == "?y")
  }

  @Test("knows OPTIONS of the server as a whole")
  func asterisk() throws {
    let head = try #require(try Self.parse("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"))
    #expect(head.fields.string(head.path) == "*")
  }

  @Test("becomes a WebSocket only when it asks for exactly that")
  func upgrade() throws {
    func asks(_ fields: String, method: String = "GET") throws -> Bool {
      try #require(try Self.parse("\(method) / HTTP/1.1\r\nHost: a\r\n\(fields)\r\n")).isWebSocketUpgrade
    }
    #expect(try asks("Connection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\n"))
    #expect(try !asks("Upgrade: websocket\r\n"))
    #expect(try !asks("Connection: upgrade\r\nUpgrade: h2c\r\n"))
    #expect(try !asks("Connection: upgrade\r\nUpgrade: websocket\r\nContent-Length: 3\r\n"))
    #expect(try !asks("Connection: upgrade\r\nUpgrade: websocket\r\n", method: "POST"))
  }

  @Test("drops the dot at the end of a host name, and its capitals")
  func hostForms() throws {
    for (sent, host) in [("EXAMPLE.org.", "example.org"), ("[::1]:8443", "[::1]"), ("a_b.c:1", "a_b.c")] {
      let head = try #require(try Self.parse("GET / HTTP/1.1\r\nHost: \(sent)\r\n\r\n"))
      #expect(head.fields.string(head.host) == host)
      #expect(head.fields.string(head.authority) == sent)
    }
  }

  @Test("never crashes the parser, whatever bytes come")
  func random() {
    var generator = SeededGenerator(seed: 7)
    let alphabet = Array(
      "GET /a%2e HTTP/1.1\r\n\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n:;,\u{0}\u{7F}".utf8)
    var accepted = 0
    for _ in 0..<20_000 {
      var bytes = Array("GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n".utf8)
      for _ in 0..<Int.random(in: 0...6, using: &generator) {
        let at = Int.random(in: 0..<bytes.count, using: &generator)
        let byte = alphabet.randomElement(using: &generator) ?? 0
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: bytes[at] = byte
        case 1: bytes.insert(byte, at: at)
        default: bytes.remove(at: at)
        }
      }
      var buffer = ByteBuffer(bytes: bytes)
      var parser = RequestHeadParser(maximumBytes: 1024)
      if let head = try? parser.parse(&buffer) {
        accepted += 1
        #expect(head.fields.lines.count(where: { $0.id == .host }) == 1 || head.version == .http10)
        #expect(head.fields.string(head.path).hasPrefix("/"))
      }
    }
    #expect(accepted > 1000)
  }
}
