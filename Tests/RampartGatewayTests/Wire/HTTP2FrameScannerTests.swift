import Testing

@testable import RampartGateway

@Suite("The scanner of HTTP/2 frames")
struct HTTP2FrameScannerTests {
  private static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)
  private static let settings = frame(4, 0, 0, [0, 4, 0, 1, 0, 0])

  private static func frame(_ kind: UInt8, _ flags: UInt8, _ stream: UInt32, _ payload: [UInt8] = []) -> [UInt8] {
    let count = UInt32(payload.count)
    let length = [UInt8(truncatingIfNeeded: count >> 16), UInt8(truncatingIfNeeded: count >> 8), UInt8(count & 0xFF)]
    let number = stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: stream >> $0) }
    return length + [kind, flags] + number + payload
  }

  private static func headers(_ stream: UInt32, end: Bool, complete: Bool = true) -> [UInt8] {
    frame(1, (end ? 1 : 0) | (complete ? 4 : 0), stream, [0x82, 0x86, 0x84])
  }

  private static func data(_ stream: UInt32, end: Bool, _ payload: [UInt8] = [1, 0, 1]) -> [UInt8] {
    frame(0, end ? 1 : 0, stream, payload)
  }

  private static func reset(_ stream: UInt32) -> [UInt8] { frame(3, 0, stream, [0, 0, 0, 8]) }

  /// Where the refused frame starts in all the bytes, preface included; nil where none is refused.
  private static func refusal(_ frames: [[UInt8]], inPiecesOf size: Int = .max) -> Int? {
    let bytes = preface + settings + frames.flatMap(\.self)
    var scanner = HTTP2FrameScanner()
    var start = 0
    while start < bytes.count {
      let end = size < bytes.count - start ? start + size : bytes.count
      if let count = bytes[start..<end].withUnsafeBytes({ scanner.scan($0) }) { return start + count }
      start = end
    }
    return nil
  }

  @Test("passes requests, bodies, trailers and resets")
  func requests() {
    let frames = [
      Self.headers(1, end: true), Self.headers(3, end: false), Self.data(3, end: false), Self.headers(5, end: false),
      Self.headers(3, end: true), Self.reset(5), Self.headers(7, end: false), Self.data(7, end: true),
    ]
    #expect(Self.refusal(frames) == nil)
  }

  @Test(
    "refuses HEADERS on a stream that the client has ended",
    arguments: [
      [headers(1, end: true)], [headers(1, end: false), data(1, end: true)], [headers(1, end: false), reset(1)],
    ])
  func ended(_ before: [[UInt8]]) {
    let start = Self.preface.count + Self.settings.count + before.joined().count
    #expect(Self.refusal(before + [Self.headers(1, end: true)]) == start)
    #expect(Self.refusal(before + [Self.headers(3, end: true), Self.headers(1, end: false)]) == start + 12)
  }

  @Test("finds the same frame however the network cuts the bytes", arguments: 1...40)
  func pieces(_ size: Int) {
    let before = [Self.headers(1, end: false), Self.data(1, end: true, Array(repeating: 1, count: 300))]
    let start = Self.preface.count + Self.settings.count + before.joined().count
    let found = Self.refusal(before + [Self.headers(1, end: true)], inPiecesOf: size)
    // Where the frame's header is cut, its first bytes are on their way already; they are no frame.
    #expect(found.map { ($0 - start) < 9 && $0 >= start } == true)
    #expect(Self.refusal(before + [Self.headers(3, end: true)], inPiecesOf: size) == nil)
  }

  @Test("is not led astray by payloads that look like frames")
  func payload() {
    let inner = Self.headers(1, end: true) + Self.headers(1, end: true)
    #expect(Self.refusal([Self.headers(1, end: false), Self.data(1, end: false, inner)]) == nil)
  }

  @Test("ignores the reserved bit of a stream's number")
  func reservedBit() {
    #expect(Self.refusal([Self.headers(1, end: true), Self.headers(1 | 1 << 31, end: true)]) != nil)
  }

  @Test("leaves an unfinished header block to the codec")
  func headerBlock() {
    #expect(Self.refusal([Self.headers(1, end: true, complete: false), Self.headers(1, end: true)]) == nil)
  }

  @Test("remembers the newest streams only, so that it needs the same memory for any number")
  func memory() {
    let many = stride(from: UInt32(1), through: 999, by: 2).map { Self.headers($0, end: true) }
    #expect(Self.refusal(many + [Self.headers(999, end: true)]) != nil)
    #expect(Self.refusal(many + [Self.headers(873, end: true)]) != nil)
    #expect(Self.refusal(many + [Self.headers(871, end: true)]) == nil)
  }
}
