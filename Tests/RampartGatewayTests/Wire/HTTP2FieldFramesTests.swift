import NIOCore
import NIOHTTP2
import Testing

@testable import RampartGateway

@Suite("The fields in the frames of HTTP/2")
struct HTTP2FieldFramesTests {
  private static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)
  private static let limit = 32 << 10

  private static func frame(_ kind: UInt8, _ flags: UInt8, _ stream: UInt32, _ payload: [UInt8] = []) -> [UInt8] {
    var buffer = ByteBuffer()
    HTTP2FrameHeader(payload: payload.count, kind: kind, flags: flags, stream: stream).write(into: &buffer)
    return Array(buffer: buffer) + payload
  }

  /// A literal without Huffman's code and without the table.
  private static func literal(_ name: String, _ value: [UInt8]) -> [UInt8] {
    precondition(name.utf8.count < 127)
    var block: [UInt8] = [0, UInt8(name.utf8.count)] + Array(name.utf8)
    if value.count < 127 {
      block.append(UInt8(value.count))
    } else {
      block.append(127)
      var rest = value.count - 127
      while rest >= 128 {
        block.append(UInt8(rest & 127 | 128))
        rest >>= 7
      }
      block.append(UInt8(rest))
    }
    return block + value
  }

  private struct Outcome {
    var passed: [UInt8] = []
    var sections: [(stream: HTTP2StreamID, section: FieldSection)] = []
    var failure: HTTP2ErrorCode?
    var tableSizes: [Int] = []
    var isBroken = false
  }

  private static func run(_ frames: [[UInt8]], inPiecesOf size: Int = .max, limit: Int = limit) -> Outcome {
    let bytes = preface + frames.flatMap(\.self)
    var machine = HTTP2FieldFrames()
    var outcome = Outcome()
    var start = 0
    while start < bytes.count {
      let end = size < bytes.count - start ? start + size : bytes.count
      var buffer = ByteBuffer(bytes: bytes[start..<end])
      while let part = machine.next(&buffer, limit: limit) {
        switch part {
        case .frames(let frames): outcome.passed += Array(buffer: frames)
        case .fields(let section, let stream, let frame):
          outcome.sections.append((stream, section))
          outcome.passed += Array(buffer: frame)
        case .failure(let code): outcome.failure = outcome.failure ?? code
        }
      }
      #expect(buffer.readableBytes == 0)
      outcome.tableSizes += machine.takeTableSizes()
      start = end
    }
    outcome.isBroken = machine.isBroken
    return outcome
  }

  private static func text(_ section: FieldSection) -> [String] {
    section.block.lines.map { section.block.string($0.name) + ": " + section.block.string($0.value) }
  }

  @Test("are taken out, and all else passes, however the network cuts the bytes", arguments: [Int.max] + Array(1...40))
  func cut(_ size: Int) {
    let block = Self.literal(":path", Array("/a".utf8)) + Self.literal("x-field", [0xE4, 0xF6, 0xFC])
    let settings = Self.frame(4, 0, 0, [0, 1, 0, 0, 2, 0, 0, 4, 0, 1, 0, 0])
    let data = Self.frame(0, 1, 3, Array(repeating: 7, count: 300))
    let frames = [
      settings, Self.frame(4, 1, 0), Self.frame(1, 0x05, 1, block), Self.frame(1, 0, 3, Array(block[..<5])),
      Self.frame(9, 0, 3, Array(block[5..<11])), Self.frame(9, 4, 3, Array(block[11...])), data, Self.frame(6, 0, 0),
    ]
    let outcome = Self.run(frames, inPiecesOf: size)
    let expected =
      Self.preface + settings + Self.frame(4, 1, 0) + Self.frame(1, 5, 1) + Self.frame(1, 4, 3) + data
      + Self.frame(6, 0, 0)
    #expect(outcome.passed == expected && outcome.failure == nil && outcome.tableSizes == [512])
    #expect(outcome.sections.map(\.stream) == [1, 3])
    for (_, section) in outcome.sections {
      #expect(section.failure == nil && section.block.lines.count == 2)
      #expect(section.block.lines.last.map { section.block.with($0.value) { Array($0) } } == [0xE4, 0xF6, 0xFC])
    }
  }

  @Test("lose padding, and keep the priority")
  func padding() {
    let block = Self.literal("a", Array("b".utf8))
    let priority: [UInt8] = [0x80, 0, 0, 0, 15]
    let outcome = Self.run([Self.frame(1, 0x2D, 1, [3] + priority + block + [0, 0, 0])])
    #expect(outcome.passed == Self.preface + Self.frame(1, 0x25, 1, priority))
    #expect(outcome.sections.map { Self.text($0.section) } == [["a: b"]])
  }

  @Test(
    "end the connection where their frames are wrong",
    arguments: [
      ([frame(1, 4, 0)], HTTP2ErrorCode.protocolError),
      ([frame(1, 0x0C, 1, [5, 0, 0])], .protocolError),
      ([frame(1, 0x0C, 1)], .protocolError),
      ([frame(1, 0x24, 1, [0, 0, 0])], .protocolError),
      ([frame(1, 0, 1), frame(0, 0, 1)], .protocolError),
      ([frame(1, 0, 1), frame(9, 4, 3)], .protocolError),
      ([frame(1, 0, 1), frame(1, 4, 1)], .protocolError),
      ([frame(1, 4, 1, [0x80])], .compressionError),
      ([frame(1, 4, 1, [0x00, 5])], .compressionError),
      ([frame(1, 4, 1, Array(repeating: 0x82, count: 16385))], .frameSizeError),
    ])
  func wrong(_ frames: [[UInt8]], _ code: HTTP2ErrorCode) {
    #expect(Self.run(frames).failure == code)
    #expect(Self.run(frames, inPiecesOf: 1).failure == code)
  }

  @Test("of a head that is too large are read to their end, and of them only the beginning is kept")
  func tooLarge() {
    let path = Self.literal(":path", Array("/a".utf8))
    let large = Self.literal("x-large", Array(repeating: 0x61, count: 12_000))
    let parts = [Self.frame(1, 1, 1, path + large)] + (0..<4).map { _ in Self.frame(9, 0, 1, large) }
    let outcome = Self.run(parts + [Self.frame(9, 4, 1), Self.frame(1, 5, 3, path)])
    #expect(outcome.failure == nil && outcome.sections.map(\.section.failure) == [.tooLarge, nil])
    #expect(Self.text(outcome.sections[0].section).first == ":path: /a")
    #expect(outcome.sections[0].section.block.bytes.readableBytes < Self.limit)
  }

  @Test("are given up where they have no end")
  func endless() {
    let large = Self.literal("x-large", Array(repeating: 0x61, count: 12_000))
    let path = Self.frame(1, 0, 1, Self.literal(":path", Array("/a".utf8)))
    for endless in [
      Array(repeating: Self.frame(9, 0, 1, large), count: 20), Array(repeating: Self.frame(9, 0, 1), count: 40),
    ] {
      let outcome = Self.run([path] + endless)
      #expect(outcome.sections.map(\.section.failure) == [.tooLarge] && outcome.isBroken)
      #expect(Self.text(outcome.sections[0].section).first == ":path: /a")
    }
  }
}
