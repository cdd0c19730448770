import Synchronization

/// The requests in flight to one backend, and the limit that they are held to.
final class AdaptiveLoad: Sendable {
  private struct State {
    var gradient: ConcurrencyGradient
    var inFlight = 0
  }

  private let state: Mutex<State>
  let clock: MonotonicClock

  init(_ options: AdaptiveConcurrencyOptions, clock: MonotonicClock) {
    state = Mutex(State(gradient: ConcurrencyGradient(options)))
    self.clock = clock
  }

  /// - Parameter share: the part of the limit that this request may use.
  /// - Returns: whether it may go on; then `leave` must follow.
  func enter(share: Double) -> Bool {
    state.withLock { state in
      // One always may: a limit of nothing would never find out that the backend is well again.
      guard Double(state.inFlight) < max(1, (state.gradient.limit * share).rounded(.down)) else { return false }
      state.inFlight += 1
      return true
    }
  }

  func leave() {
    state.withLock { $0.inFlight = max(0, $0.inFlight - 1) }
  }

  func note(latency: UInt64, at now: UInt64, isError: Bool) {
    state.withLock { state in
      // An error that comes at once says that the backend refuses, not that it is fast.
      if isError, Double(latency) < state.gradient.usual ?? .infinity { return }
      state.gradient.note(latency: latency, inFlight: state.inFlight, at: now)
    }
  }

  /// The limit now, and the requests in flight.
  var reading: (limit: Int, inFlight: Int) {
    state.withLock { (Int($0.gradient.limit), $0.inFlight) }
  }
}
