import NIOCore
import RampartCore

/// How long a client has been sending one thing, times in which it was told to wait left out.
struct RequestClock {
  private(set) var began: NIODeadline
  var lastByte: NIODeadline
  var received = 0
  var isInsideHead = false
  private var pausedSince: NIODeadline?

  static let grace = TimeAmount.seconds(5)

  init(now: NIODeadline) {
    began = now
    lastByte = now
  }

  mutating func paused(_ isPaused: Bool, now: NIODeadline) {
    if isPaused {
      pausedSince = now
    } else if let since = pausedSince {
      pausedSince = nil
      began = began + (now - since)
      lastByte = now
    }
  }

  /// - Parameters:
  ///   - rate: bytes per second, as an average after the grace.
  ///   - silence: the longest time without any byte.
  func isTooSlow(now: NIODeadline, rate: Int, silence: Duration) -> Bool {
    guard pausedSince == nil else { return false }
    if now > lastByte + TimeAmount(silence) { return true }
    let elapsed = now - began
    guard rate > 0, elapsed > Self.grace else { return false }
    return Double(received) * 1e9 < Double(rate) * Double(elapsed.nanoseconds)
  }
}
