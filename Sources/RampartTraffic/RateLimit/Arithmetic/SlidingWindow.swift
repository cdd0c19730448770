/// Two windows of the clock: `mark` is the number of the later one, `first` what was consumed in it, `second` what was
/// consumed in the one before.
///
/// The earlier one counts by the share of it that the period before now still covers. That share is compared as a
/// fraction, without rounding.
struct SlidingWindow: RateLimitArithmetic {
  let limit: UInt64
  let period: UInt64

  func apply(_ action: RateLimitAction, cost: UInt64, to state: inout RateLimitState, at now: UInt64) -> Bool {
    var current = current(state, at: now)
    let wanted = UInt64(current.first) + cost
    let fits = wanted + carried(current, at: now) <= limit
    guard action != .peek, fits || action == .charge else { return fits }
    current.first = UInt32(clamping: wanted)
    state = current
    return true
  }

  func remaining(in state: RateLimitState, at now: UInt64) -> UInt64 {
    let used = debt(of: state, at: now)
    return used >= limit ? 0 : limit - used
  }

  func reset(of state: RateLimitState, at now: UInt64) -> UInt64 {
    let current = current(state, at: now)
    let left = period - now % period
    return current.first > 0 ? left + period : current.second > 0 ? left : 0
  }

  /// The share of the earlier window falls from tick to tick. If that is not enough in this window, it is in the next,
  /// where what is consumed now is the earlier one.
  func retry(cost: UInt64, in state: RateLimitState, at now: UInt64) -> UInt64 {
    let current = current(state, at: now)
    let left = period - now % period
    if UInt64(current.first) + cost <= limit {
      let room = limit - cost - UInt64(current.first)
      let covered = covered(of: current.second, leaving: room)
      return left > covered ? left - covered : 0
    }
    return left + period - covered(of: current.first, leaving: limit - cost)
  }

  func debt(of state: RateLimitState, at now: UInt64) -> UInt64 {
    let current = current(state, at: now)
    return UInt64(current.first) + carried(current, at: now)
  }

  func maximum(_ left: RateLimitState, _ right: RateLimitState, at now: UInt64) -> RateLimitState {
    var maximum = current(left, at: now)
    let right = current(right, at: now)
    maximum.first = max(maximum.first, right.first)
    maximum.second = max(maximum.second, right.second)
    return maximum
  }

  /// The state in the window of now.
  private func current(_ state: RateLimitState, at now: UInt64) -> RateLimitState {
    let window = now / period
    if state.mark == window { return state }
    // A mark of the future cannot be: the clock does not go back.
    let isNext = state.mark < window && window - state.mark == 1
    return RateLimitState(mark: window, first: 0, second: isNext ? state.first : 0)
  }

  /// What the earlier window counts, rounded up: a count is a whole number, so `<=` decides the same either way.
  private func carried(_ state: RateLimitState, at now: UInt64) -> UInt64 {
    if state.second == 0 { return 0 }
    let (high, low) = UInt64(state.second).multipliedFullWidth(by: period - now % period)
    let share = (UInt128(high) << 64 | UInt128(low)).quotientAndRemainder(dividingBy: UInt128(period))
    return UInt64(clamping: share.quotient) + (share.remainder == 0 ? 0 : 1)
  }

  /// For how many of its last ticks an earlier window may still count, so that it leaves so much room.
  private func covered(of consumed: UInt32, leaving room: UInt64) -> UInt64 {
    if consumed == 0 { return period }
    let (high, low) = room.multipliedFullWidth(by: period)
    return min(period, UInt64(clamping: (UInt128(high) << 64 | UInt128(low)) / UInt128(consumed)))
  }
}
