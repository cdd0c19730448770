import NIOCore
import Testing

@testable import RampartGateway

@Suite("What is about to be written")
struct BufferedWriterTests {
  private static func write(_ parts: [String], isChunked: Bool) -> [String] {
    var writer = BufferedWriter()
    var written: [String] = []
    writer.append(to: ByteBuffer()) { $0.writeString("head;") }
    writer.isChunked = isChunked
    for part in parts {
      guard let direct = writer.append(body: ByteBuffer(string: part), to: ByteBuffer()) else { continue }
      if let pending = direct.pending { written.append(String(buffer: pending)) }
      written.append(String(buffer: direct.body))
      writer.endPart(to: ByteBuffer())
    }
    writer.end(trailers: nil, to: ByteBuffer())
    if let rest = writer.take() { written.append(String(buffer: rest)) }
    #expect(writer.take() == nil)
    return written
  }

  @Test("leaves in one write if it is small, framed or not")
  func small() {
    #expect(Self.write(["a", "b"], isChunked: false) == ["head;ab"])
    #expect(Self.write(["a", "bc"], isChunked: true) == ["head;1\r\na\r\n2\r\nbc\r\n0\r\n\r\n"])
  }

  @Test("is not copied if it is large, and keeps its order and its frame")
  func large() {
    let large = String(repeating: "x", count: 20_000)
    #expect(Self.write(["a", large, "b"], isChunked: false) == ["head;a", large, "b"])
    #expect(
      Self.write(["a", large, "b"], isChunked: true)
        == ["head;1\r\na\r\n4e20\r\n", large, "\r\n1\r\nb\r\n0\r\n\r\n"])
  }
}
