import NIOCore
import Testing

@testable import RampartGateway

@Suite("The budget of frames that carry nothing")
struct HTTP2FrameBudgetTests {
  private static let start = NIODeadline.uptimeNanoseconds(1_000_000_000)

  @Test("is spent by a flood, and comes back with time")
  func flood() {
    var budget = HTTP2FrameBudget(now: Self.start)
    let spent = [
      budget.spend(HTTP2FrameBudget.initial, now: Self.start),
      budget.spend(1, now: Self.start),
      budget.spend(100, now: Self.start + .seconds(1)),
      budget.spend(1000, now: Self.start + .seconds(1)),
    ]
    #expect(spent == [true, false, true, false])
  }

  @Test("never saves up more than it began with, however long nothing is sent")
  func quiet() {
    var budget = HTTP2FrameBudget(now: Self.start)
    let later = Self.start + .hours(10)
    let spent = [
      budget.spend(2 * HTTP2FrameBudget.initial + 1, now: Self.start + .milliseconds(1)),
      budget.spend(HTTP2FrameBudget.initial / 2, now: later),
      budget.spend(2 * HTTP2FrameBudget.initial, now: later),
    ]
    #expect(spent == [false, true, false])
  }

  @Test("grows with what the client is sent, so that taking a large answer costs nothing")
  func download() {
    var budget = HTTP2FrameBudget(now: Self.start)
    var isRefused = false
    for _ in 0..<100_000 {
      budget.earn(bytesSent: 16 << 10)
      isRefused = !budget.spend(2, now: Self.start) || isRefused
    }
    #expect(!isRefused)
  }

  @Test("counts a reset as many frames, and neither requests nor real data")
  func costs() {
    func cost(_ kind: UInt8, _ flags: UInt8, _ payload: Int) -> Int {
      var scanner = HTTP2FrameScanner()
      let header = [0, UInt8(payload >> 8), UInt8(payload & 255), kind, flags, 0, 0, 0, 1]
      let bytes = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + header + [UInt8](repeating: 0, count: payload)
      _ = bytes.withUnsafeBytes { scanner.scan($0) }
      return scanner.takeCheapFrames()
    }
    #expect(cost(1, 5, 10) == 0, "HEADERS")
    #expect(cost(0, 0, 1000) == 0, "DATA")
    #expect(cost(0, 1, 0) == 0, "the end of a body")
    #expect(cost(0, 0, 1) == 1, "DATA of one byte")
    #expect(cost(6, 0, 8) == 1, "PING")
    #expect(cost(8, 0, 4) == 1, "WINDOW_UPDATE")
    #expect(cost(0xFA, 0, 4) == 1, "an unknown frame")
    #expect(cost(3, 0, 4) == 20, "RST_STREAM")
  }
}
