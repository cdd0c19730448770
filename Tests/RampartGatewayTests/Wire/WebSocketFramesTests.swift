import NIOCore
import Testing

@testable import RampartGateway

@Suite("The frames of a WebSocket")
struct WebSocketFramesTests {
  /// Frames of every length form, masked and not, control frames among them.
  private static let frames: [[UInt8]] = [
    [0x81, 0x00],
    [0x81, 0x05] + Array("hello".utf8),
    [0x01, 0x85, 1, 2, 3, 4] + Array("hello".utf8),
    [0x89, 0x80, 1, 2, 3, 4],
    [0x82, 126, 0x01, 0x00] + [UInt8](repeating: 0x88, count: 256),
    [0x82, 0xFE, 0x00, 0x7E, 1, 2, 3, 4] + [UInt8](repeating: 0x88, count: 126),
    [0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0] + [UInt8](repeating: 7, count: 65_536),
    [0x80, 0xFF, 0, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6, 7],
  ]

  @Test("end where they end, in whatever pieces they come", arguments: [1, 2, 3, 7, 100, 100_000])
  func boundaries(size: Int) {
    var frames = WebSocketFrames()
    for frame in Self.frames {
      for start in stride(from: 0, to: frame.count, by: size) {
        let between = frames.isBetweenFrames
        #expect(between == (start == 0))
        frames.pass(ByteBuffer(bytes: frame[start..<min(start + size, frame.count)]))
      }
      let between = frames.isBetweenFrames
      #expect(between)
    }
  }

  @Test("end where they end when all come at once")
  func together() {
    var frames = WebSocketFrames()
    let all = [UInt8](Self.frames.joined())
    frames.pass(ByteBuffer(bytes: all))
    #expect(frames.isBetweenFrames)
    let cut: [UInt8] = Array(all[..<(all.count - 1)])
    frames.pass(ByteBuffer(bytes: cut))
    #expect(!frames.isBetweenFrames)
  }

  @Test("do not follow a Close frame")
  func close() {
    let closing: [[UInt8]] = [WebSocketFrames.goingAway, WebSocketFrames.goingAway(mask: 0x0102_0304), [0x88, 0x00]]
    for frame in closing {
      var frames = WebSocketFrames()
      frames.pass(ByteBuffer(bytes: frame))
      #expect(frames.hasClosed && !frames.isBetweenFrames)
    }
  }

  @Test("of our own say 1001, masked towards the backend")
  func goingAway() {
    #expect(WebSocketFrames.goingAway == [0x88, 2, 0x03, 0xE9])
    let masked = WebSocketFrames.goingAway(mask: 0xA1B2_C3D4)
    #expect(masked[..<6] == [0x88, 0x82, 0xD4, 0xC3, 0xB2, 0xA1])
    #expect([masked[6] ^ 0xD4, masked[7] ^ 0xC3] == [0x03, 0xE9])
  }
}
