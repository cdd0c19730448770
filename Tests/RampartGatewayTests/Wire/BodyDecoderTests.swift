import NIOCore
import Testing

@testable import RampartGateway

@Suite("A message body")
struct BodyDecoderTests {
  private struct Decoded: Equatable {
    var content = ""
    var trailers: [String] = []
    var isComplete = false
  }

  private static func decode(_ framing: RequestHead.Framing, _ pieces: [String]) throws -> (Decoded, rest: String) {
    var decoder = BodyDecoder(framing)
    var buffer = ByteBuffer()
    var decoded = Decoded()
    for piece in pieces {
      buffer.writeString(piece)
      reading: while !decoded.isComplete {
        switch try decoder.next(&buffer) {
        case .needsMore: break reading
        case .content(let content): decoded.content += String(buffer: content)
        case .end(let trailers):
          decoded.trailers = trailers.map { block in block.lines.map { block.string($0.name) } } ?? []
          decoded.isComplete = true
        }
      }
    }
    return (decoded, String(buffer: buffer))
  }

  @Test("ends at its length and leaves the next request alone")
  func length() throws {
    let (decoded, rest) = try Self.decode(.length(5), ["hel", "loGET /"])
    #expect(decoded == Decoded(content: "hello", isComplete: true))
    #expect(rest == "GET /")
  }

  @Test("in chunks is the same however the network splits it")
  func chunks() throws {
    let text = "5;name=\"x\"\r\nhello\r\n1\r\n,\r\n0a\r\n0123456789\r\n0\r\nDigest: y\r\n\r\nrest"
    for cut in 0...text.utf8.count {
      let pieces = [String(text.prefix(cut)), String(text.dropFirst(cut))]
      let (decoded, rest) = try Self.decode(.chunked, pieces)
      #expect(decoded == Decoded(content: "hello,0123456789", trailers: ["Digest"], isComplete: true), "cut at \(cut)")
      #expect(rest == "rest")
    }
  }

  @Test(
    "in chunks is refused where it is not framed exactly",
    arguments: [
      "\r\n", "g\r\n", "-1\r\n", "0x5\r\n", "5 \r\nhello\r\n", " 5\r\nhello\r\n", "5\nhello\r\n", "5\rhello",
      "5\r\nhelloX\r\n", "5\r\nhello\nX", "1234567890123456\r\n", "5 ;a\r\nhello\r\n", "5\u{0}\r\nhello\r\n",
      "0\r\nbad trailer\r\n\r\n", "0\r\n a: b\r\n\r\n", "0\r\nX: y\nZ: a\r\n\r\n",
      "5;" + String(repeating: "a", count: 300),
      "0\r\nX: " + String(repeating: "a", count: 9000),
    ])
  func malformed(_ text: String) {
    #expect(throws: HeadFailure.self) { try Self.decode(.chunked, [text]) }
  }

  @Test("that is absent is complete at once")
  func none() throws {
    #expect(try Self.decode(.none, [""]).0 == Decoded(isComplete: true))
  }

  @Test("of a response may go on until the connection closes")
  func untilClose() throws {
    var decoder = BodyDecoder(ResponseHead.Framing.untilClose)
    var buffer = ByteBuffer(string: "anything")
    guard case .content(let content) = try decoder.next(&buffer) else {
      Issue.record("no content")
      return
    }
    #expect(String(buffer: content) == "anything")
    #expect(decoder.endsAtClose)
    guard case .needsMore = try decoder.next(&buffer) else {
      Issue.record("an end before the end")
      return
    }
  }
}
