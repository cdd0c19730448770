import RampartTraffic
import Synchronization

/// A clock that goes on when a test says so.
final class ManualClock: Sendable {
  private let nanoseconds: Mutex<UInt64>

  init(_ start: UInt64 = 1_000_000_000_000_000) { nanoseconds = Mutex(start) }

  var now: UInt64 { nanoseconds.withLock { $0 } }
  var clock: MonotonicClock { MonotonicClock { self.now } }

  func advance(_ count: UInt64) {
    nanoseconds.withLock { $0 += count }
  }

  func advance(by duration: Duration) {
    advance(UInt64(duration / .nanoseconds(1)))
  }
}
