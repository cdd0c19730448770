import NIOCore
import RampartConfiguration
import Testing

@testable import RampartGateway

@Suite("The time that a client of HTTP/1.x has")
struct HTTP1TimeoutsTests {
  private static let start = NIODeadline.uptimeNanoseconds(1_000_000_000_000)

  private static var limits: LimitOptions {
    var limits = GatewayConfiguration().limits
    limits.headerTimeout = .seconds(10)
    limits.idleTimeout = .seconds(60)
    limits.bodyMinimumRate = 100
    return limits
  }

  private static func after(
    _ seconds: Int64, _ wait: HTTP1Timeouts.Wait, isDraining: Bool = false, undelivered: Int = 0,
    _ prepare: (inout HTTP1Timeouts) -> Void = { _ in }
  ) -> HTTP1Timeouts.Action {
    var timeouts = HTTP1Timeouts(now: start)
    prepare(&timeouts)
    return timeouts.check(
      wait, now: start + .seconds(seconds), limits, isDraining: isDraining, undelivered: undelivered)
  }

  @Test("for a first head is that of a head; a begun one is answered, none is closed")
  func firstHead() {
    #expect(Self.after(9, .head(begun: true)) == .wait)
    #expect(Self.after(11, .head(begun: true)) == .refuse)
    #expect(Self.after(11, .head(begun: false)) == .close)
  }

  @Test("between requests is that of an idle connection, and short while the gateway stops")
  func idle() {
    let later = { (timeouts: inout HTTP1Timeouts) in timeouts.isFirstRequest = false }
    #expect(Self.after(59, .head(begun: false), later) == .wait)
    #expect(Self.after(61, .head(begun: false), later) == .close)
    #expect(Self.after(1, .head(begun: false), isDraining: true, later) == .close)
  }

  @Test("for a body is enough for its rate, counted after a grace")
  func body() {
    let slow = { (timeouts: inout HTTP1Timeouts) in
      timeouts.clock.received = 500
      timeouts.clock.lastByte = Self.start + .seconds(20)
    }
    #expect(Self.after(4, .body, slow) == .wait)
    #expect(Self.after(6, .body, slow) == .deny)
    let steady = { (timeouts: inout HTTP1Timeouts) in
      timeouts.clock.received = 5000
      timeouts.clock.lastByte = Self.start + .seconds(20)
    }
    #expect(Self.after(20, .body, steady) == .wait)
  }

  @Test("to take its answer is that of silence")
  func delivery() {
    let waiting = { (timeouts: inout HTTP1Timeouts) in timeouts.clock.received = 100 }
    #expect(Self.after(61, .delivery, undelivered: 100, waiting) == .close)
    #expect(Self.after(61, .delivery, undelivered: 50, waiting) == .wait)
  }
}
