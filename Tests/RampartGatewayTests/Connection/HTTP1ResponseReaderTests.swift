import NIOCore
import Testing

@testable import RampartGateway

@Suite("Answers that come over one connection")
struct HTTP1ResponseReaderTests {
  /// What comes of the bytes, in words.
  private static func read(
    _ text: String, toHead: Bool = false, chunk: Int = .max
  ) throws -> [String] {
    var reader = HTTP1ResponseReader()
    reader.expectAnswer(toHead: toHead)
    var parts: [String] = []
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      reader.receive(ByteBuffer(bytes: rest.prefix(chunk)))
      rest = rest.dropFirst(chunk)
      while let part = try reader.next() {
        parts.append(words(of: part))
        if case .unexpected = part { return parts }
      }
    }
    return parts
  }

  private static func words(of part: HTTP1ResponseReader.Part) -> String {
    switch part {
    case .head(let head): "head \(head.status)"
    case .body(let content): "body \(String(buffer: content))"
    case .end(let trailers): trailers == nil ? "end" : "end with trailers"
    case .raw(let bytes): "raw \(String(buffer: bytes))"
    case .unexpected: "unexpected"
    }
  }

  @Test("are a head, a body and an end, in one piece or byte by byte")
  func whole() throws {
    let text = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    #expect(try Self.read(text) == ["head 200", "body ok", "end"])
    #expect(try Self.read(text, chunk: 1) == ["head 200", "body o", "body k", "end"])
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Sum: 1\r\n\r\n"
    #expect(try Self.read(chunked) == ["head 200", "body ok", "end with trailers"])
  }

  @Test("to HEAD have no body, whatever they say of its length")
  func head() throws {
    #expect(try Self.read("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", toHead: true) == ["head 200", "end"])
  }

  @Test("are not followed by bytes that nobody asked for")
  func unexpected() throws {
    let text = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\n"
    #expect(try Self.read(text) == ["head 200", "end", "unexpected"])
  }

  @Test("may be preceded by sixteen informational ones, and no more")
  func informational() throws {
    let one = "HTTP/1.1 103 Early Hints\r\n\r\n"
    let last = "HTTP/1.1 204 No Content\r\n\r\n"
    #expect(try Self.read(String(repeating: one, count: 16) + last).suffix(2) == ["head 204", "end"])
    #expect(throws: HeadFailure.self) { try Self.read(String(repeating: one, count: 17) + last) }
  }

  @Test("end with their connection if nothing else says where they end")
  func untilClose() throws {
    var reader = HTTP1ResponseReader()
    reader.expectAnswer(toHead: false)
    reader.receive(ByteBuffer(string: "HTTP/1.1 200 OK\r\n\r\nsome"))
    #expect(Self.words(of: try #require(try reader.next())) == "head 200")
    #expect(Self.words(of: try #require(try reader.next())) == "body some")
    #expect(try reader.next() == nil && reader.endsAtClose)
  }

  @Test("give way to the bytes of a tunnel")
  func tunnel() throws {
    var reader = HTTP1ResponseReader()
    reader.expectAnswer(toHead: false)
    reader.receive(ByteBuffer(string: "HTTP/1.1 101 Switching Protocols\r\n\r\nframes"))
    #expect(Self.words(of: try #require(try reader.next())) == "head 101")
    reader.becomeTunnel()
    #expect(Self.words(of: try #require(try reader.next())) == "raw frames")
    #expect(try reader.next() == nil)
  }
}
