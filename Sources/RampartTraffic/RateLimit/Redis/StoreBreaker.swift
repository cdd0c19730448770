import Synchronization

/// Stops asking a store that keeps failing, so that not every request waits for a timeout.
///
/// After a few failures in a row nobody asks for a while; then one request tries, and the others go on when it
/// succeeds.
final class StoreBreaker: Sendable {
  private struct State {
    var failures = 0
    var closedUntil: UInt64 = 0
  }

  private let clock: MonotonicClock
  private let tolerated: Int
  /// Nanoseconds.
  private let pause: UInt64
  private let state = Mutex(State())

  init(clock: MonotonicClock, tolerated: Int = 2, pause: UInt64 = 500_000_000) {
    self.clock = clock
    self.tolerated = tolerated
    self.pause = pause
  }

  /// Whether this request may ask.
  func admits() -> Bool {
    let now = clock.now
    return state.withLock { state in
      guard state.failures > tolerated else { return true }
      guard now >= state.closedUntil else { return false }
      // This one tries; if it does not come back either, the next may after another pause.
      state.closedUntil = now.addedSaturating(pause)
      return true
    }
  }

  func succeeded() {
    state.withLock { $0.failures = 0 }
  }

  func failed() {
    let now = clock.now
    state.withLock { state in
      state.failures = min(state.failures + 1, tolerated + 1)
      state.closedUntil = now.addedSaturating(pause)
    }
  }
}
