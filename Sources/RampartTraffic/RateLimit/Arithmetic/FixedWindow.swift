/// A count for each window of the clock: `mark` is the number of the window, `first` what was consumed in it.
struct FixedWindow: RateLimitArithmetic {
  let limit: UInt64
  let period: UInt64

  func apply(_ action: RateLimitAction, cost: UInt64, to state: inout RateLimitState, at now: UInt64) -> Bool {
    var current = current(state, at: now)
    let wanted = UInt64(current.first) + cost
    let fits = wanted <= limit
    guard action != .peek, fits || action == .charge else { return fits }
    current.first = UInt32(clamping: wanted)
    state = current
    return true
  }

  func remaining(in state: RateLimitState, at now: UInt64) -> UInt64 {
    let used = UInt64(current(state, at: now).first)
    return used >= limit ? 0 : limit - used
  }

  func reset(of state: RateLimitState, at now: UInt64) -> UInt64 {
    current(state, at: now).first == 0 ? 0 : period - now % period
  }

  func retry(cost: UInt64, in state: RateLimitState, at now: UInt64) -> UInt64 {
    period - now % period
  }

  func debt(of state: RateLimitState, at now: UInt64) -> UInt64 {
    UInt64(current(state, at: now).first)
  }

  func maximum(_ left: RateLimitState, _ right: RateLimitState, at now: UInt64) -> RateLimitState {
    var maximum = current(left, at: now)
    maximum.first = max(maximum.first, current(right, at: now).first)
    return maximum
  }

  /// The state in the window of now.
  private func current(_ state: RateLimitState, at now: UInt64) -> RateLimitState {
    let window = now / period
    return state.mark == window ? state : RateLimitState(mark: window)
  }
}
