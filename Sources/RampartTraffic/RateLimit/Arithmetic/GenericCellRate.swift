/// GCRA: what a key remembers is the instant at which it will have paid for everything (the theoretical arrival time).
///
/// A request of cost n moves that instant by n periods divided by the count, which is seldom a whole number of ticks.
/// The rest is kept as a numerator over the count, so that nothing is ever rounded.
struct GenericCellRate: RateLimitArithmetic {
  /// Ticks, and a numerator over `count`.
  struct Span: Sendable {
    var ticks: UInt64
    var rest: UInt32
  }

  let count: UInt64
  let period: UInt64
  let burst: UInt64
  /// How far ahead of now the instant may lie: what the burst costs.
  let span: Span
  /// What a cost of one is.
  let step: Span
  /// What a charge can owe at most, in ticks.
  let horizon: UInt64

  /// INVARIANT: the numbers were checked by `RateLimitPlan`, so that `span` fits.
  init(count: UInt64, period: UInt64, burst: UInt64, horizon: UInt64) {
    self.count = count
    self.period = period
    self.burst = burst
    self.horizon = horizon
    span = Self.price(of: burst, count: count, period: period)
    step = Self.price(of: 1, count: count, period: period)
  }

  static func price(of cost: UInt64, count: UInt64, period: UInt64) -> Span {
    let (high, low) = cost.multipliedFullWidth(by: period)
    let (ticks, rest) = (UInt128(high) << 64 | UInt128(low)).quotientAndRemainder(dividingBy: UInt128(count))
    return Span(ticks: UInt64(clamping: ticks), rest: UInt32(truncatingIfNeeded: rest))
  }

  func apply(_ action: RateLimitAction, cost: UInt64, to state: inout RateLimitState, at now: UInt64) -> Bool {
    let wanted = advanced(state, by: cost, at: now)
    let ahead = wanted.mark - now
    let fits = ahead < span.ticks || ahead == span.ticks && wanted.first <= span.rest
    switch action {
    case .peek: return fits
    case .take:
      if fits { state = wanted }
      return fits
    case .charge:
      state = ahead <= horizon ? wanted : RateLimitState(mark: now.addedSaturating(horizon))
      return true
    }
  }

  private func advanced(_ state: RateLimitState, by cost: UInt64, at now: UInt64) -> RateLimitState {
    var advanced = current(state, at: now)
    let price = cost == 1 ? step : Self.price(of: cost, count: count, period: period)
    let rest = UInt64(advanced.first) + UInt64(price.rest)
    let carries = rest >= count
    advanced.mark = advanced.mark.addedSaturating(price.ticks).addedSaturating(carries ? 1 : 0)
    advanced.first = UInt32(carries ? rest - count : rest)
    return advanced
  }

  /// An instant that has passed is the same as now.
  private func current(_ state: RateLimitState, at now: UInt64) -> RateLimitState {
    state.mark >= now ? state : RateLimitState(mark: now)
  }

  func remaining(in state: RateLimitState, at now: UInt64) -> UInt64 {
    let state = current(state, at: now)
    let room = UInt128(span.ticks) * UInt128(count) + UInt128(span.rest)
    let used = UInt128(state.mark - now) * UInt128(count) + UInt128(state.first)
    return used >= room ? 0 : UInt64(clamping: (room - used) / UInt128(period))
  }

  func reset(of state: RateLimitState, at now: UInt64) -> UInt64 {
    debt(of: state, at: now)
  }

  func retry(cost: UInt64, in state: RateLimitState, at now: UInt64) -> UInt64 {
    let wanted = advanced(state, by: cost, at: now)
    let ahead = wanted.mark - now
    guard ahead >= span.ticks else { return 0 }
    return ahead - span.ticks + (wanted.first > span.rest ? 1 : 0)
  }

  func debt(of state: RateLimitState, at now: UInt64) -> UInt64 {
    state.mark >= now ? (state.mark - now).addedSaturating(state.first > 0 ? 1 : 0) : 0
  }

  func maximum(_ left: RateLimitState, _ right: RateLimitState, at now: UInt64) -> RateLimitState {
    (left.mark, left.first) >= (right.mark, right.first) ? left : right
  }
}
