extension RateLimitPlan {
  /// Does it, and says what came of it.
  ///
  /// - Parameter cost: below zero is zero, which is always allowed and consumes nothing. More than the burst is never
  ///   allowed; `charge` consumes the burst for it.
  func apply(_ action: RateLimitAction, cost: Int, to state: inout RateLimitState, at now: UInt64) -> RateLimitOutcome {
    switch algorithm {
    case .gcra(let arithmetic): apply(action, cost, to: &state, at: now, by: arithmetic)
    case .fixedWindow(let arithmetic): apply(action, cost, to: &state, at: now, by: arithmetic)
    case .slidingWindow(let arithmetic): apply(action, cost, to: &state, at: now, by: arithmetic)
    }
  }

  func debt(of state: RateLimitState, at now: UInt64) -> UInt64 {
    switch algorithm {
    case .gcra(let arithmetic): arithmetic.debt(of: state, at: now)
    case .fixedWindow(let arithmetic): arithmetic.debt(of: state, at: now)
    case .slidingWindow(let arithmetic): arithmetic.debt(of: state, at: now)
    }
  }

  func maximum(_ left: RateLimitState, _ right: RateLimitState, at now: UInt64) -> RateLimitState {
    arithmetic.maximum(left, right, at: now)
  }

  @inline(__always)
  private func apply(
    _ action: RateLimitAction,
    _ cost: Int,
    to state: inout RateLimitState,
    at now: UInt64,
    by arithmetic: some RateLimitArithmetic
  ) -> RateLimitOutcome {
    let isAllowed =
      cost <= 0
      || (cost <= burst || action == .charge)
        && arithmetic.apply(action, cost: UInt64(min(cost, burst)), to: &state, at: now)
    return outcome(isAllowed, cost, of: state, at: now, by: arithmetic)
  }

  /// The outcome of a decision that was made elsewhere.
  func outcome(isAllowed: Bool, cost: Int, leaving state: RateLimitState, at now: UInt64) -> RateLimitOutcome {
    outcome(isAllowed, cost, of: state, at: now, by: arithmetic)
  }

  @inline(__always)
  private func outcome(
    _ isAllowed: Bool,
    _ cost: Int,
    of state: RateLimitState,
    at now: UInt64,
    by arithmetic: some RateLimitArithmetic
  ) -> RateLimitOutcome {
    RateLimitOutcome(
      isAllowed: isAllowed,
      remaining: Int(clamping: arithmetic.remaining(in: state, at: now)),
      resetNanoseconds: nanoseconds(arithmetic.reset(of: state, at: now)),
      retryNanoseconds: isAllowed || cost > burst
        ? nil : nanoseconds(arithmetic.retry(cost: UInt64(cost), in: state, at: now)))
  }

  private func nanoseconds(_ ticks: UInt64) -> UInt64 {
    ticks.multipliedSaturating(by: nanosecondsPerTick)
  }
}
