import NIOCore
import Testing

@testable import RampartGateway

@Suite("A backend's response head")
struct ResponseHeadParserTests {
  private static func parse(_ text: String, head: Bool = false) throws(HeadFailure) -> ResponseHead? {
    var buffer = ByteBuffer(string: text)
    var parser = ResponseHeadParser()
    return try parser.parse(&buffer, requestWasHead: head)
  }

  @Test("says how its body ends")
  func framing() throws {
    func framing(_ text: String, head: Bool = false) throws -> ResponseHead.Framing {
      try #require(try Self.parse(text, head: head)).framing
    }
    #expect(try framing("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n") == .length(3))
    #expect(try framing("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\n") == .length(3))
    #expect(try framing("HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n") == .chunked)
    #expect(try framing("HTTP/1.1 200 OK\r\n\r\n") == .untilClose)
    #expect(try framing("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n", head: true) == .none)
    #expect(try framing("HTTP/1.1 204 No Content\r\n\r\n") == .none)
    #expect(try framing("HTTP/1.1 304 Not Modified\r\nContent-Length: 3\r\n\r\n") == .none)
    #expect(try framing("HTTP/1.1 103 Early Hints\r\n\r\n") == .none)
  }

  @Test("says whether the connection may be used again")
  func keepAlive() throws {
    func head(_ text: String) throws -> ResponseHead { try #require(try Self.parse(text)) }
    #expect(try head("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").keepsAlive)
    #expect(try !head("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: Close\r\n\r\n").keepsAlive)
    #expect(try !head("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n").keepsAlive)
    #expect(try head("HTTP/1.0 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n").keepsAlive)
    #expect(try !head("HTTP/1.1 200 OK\r\n\r\n").keepsAlive)
    #expect(
      try head("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nKeep-Alive: max=9, timeout=5\r\n\r\n").keepAliveSeconds == 5)
  }

  @Test("needs no reason phrase")
  func reason() throws {
    #expect(try #require(try Self.parse("HTTP/1.1 200\r\n\r\n")).status == 200)
    #expect(try #require(try Self.parse("HTTP/1.1 200 \r\n\r\n")).status == 200)
  }

  @Test(
    "is refused where it is ambiguous",
    arguments: [
      "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
      "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
      "HTTP/1.1 99 Low\r\n\r\n", "HTTP/1.1 600 High\r\n\r\n", "HTTP/1.1 2x0 OK\r\n\r\n", "HTTP/2 200 OK\r\n\r\n",
      "HTTP/1.1 200OK\r\n\r\n", "HTTP/1.1 200 OK\nA: b\n\n", "HTTP/1.1 200 OK\r\nA : b\r\n\r\n",
      "HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n", "<html>", "SSH-2.0-OpenSSH\r\n",
    ])
  func refused(_ text: String) {
    let complete = text.hasSuffix("\n") ? text : text + "\r\n\r\n"
    #expect(throws: HeadFailure.malformed) { try Self.parse(complete) }
  }

  @Test("is bounded")
  func bounded() {
    let long = "HTTP/1.1 200 OK\r\n" + String(repeating: "A: \(String(repeating: "b", count: 1000))\r\n", count: 70)
    #expect(throws: HeadFailure.tooLarge) { try Self.parse(long) }
  }
}
