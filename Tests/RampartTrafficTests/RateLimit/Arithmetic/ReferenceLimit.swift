@testable import RampartTraffic

/// One key's limit, as a textbook has it, in exact arithmetic of 128 bits: what the stores are compared with.
///
/// It shares no formula with them: GCRA is a bucket of tokens that fills up, and windows are a list of counts.
struct ReferenceLimit {
  let algorithm: RateLimitAlgorithm
  let count: Int128
  let burst: Int128
  /// Nanoseconds.
  let period: Int128

  /// Tokens times the period.
  private var level: Int128
  private var filledAt: Int128 = 0
  private var windows: [Int128: Int128] = [:]

  init(rate: Rate, burst: Int, algorithm: RateLimitAlgorithm) {
    self.algorithm = algorithm
    count = Int128(rate.count)
    self.burst = Int128(burst)
    period = Int128(rate.milliseconds) * 1_000_000
    level = Int128(burst) * period
  }

  private mutating func fill(at now: Int128) {
    level = min(burst * period, level + (now - filledAt) * count)
    filledAt = now
  }

  private func counts(at now: Int128) -> (used: Int128, before: Int128, left: Int128) {
    let window = now / period
    let before = algorithm == .slidingWindow ? windows[window - 1] ?? 0 : 0
    return (windows[window] ?? 0, before, period - now % period)
  }

  private mutating func fits(_ cost: Int128, at now: Int128) -> Bool {
    if algorithm == .gcra {
      fill(at: now)
      return level >= cost * period
    }
    let (used, before, left) = counts(at: now)
    return before * left + (used + cost) * period <= count * period
  }

  private mutating func consume(_ cost: Int128, at now: Int128) {
    if algorithm == .gcra {
      fill(at: now)
      level -= cost * period
    } else {
      windows[now / period, default: 0] += cost
      windows = windows.filter { $0.key >= now / period - 1 }
    }
  }

  mutating func apply(_ action: RateLimitAction, cost: Int, at now: UInt64) -> (isAllowed: Bool, remaining: Int) {
    let time = Int128(now)
    let price = min(Int128(max(cost, 0)), burst)
    let isAllowed =
      cost <= 0 || action == .charge || Int128(cost) <= burst && fits(price, at: time)
    if cost > 0, isAllowed, action != .peek { consume(price, at: time) }
    return (isAllowed, remaining(at: time))
  }

  private mutating func remaining(at now: Int128) -> Int {
    if algorithm == .gcra {
      fill(at: now)
      return Int(max(0, level) / period)
    }
    let (used, before, left) = counts(at: now)
    return Int(max(0, (count - used) * period - before * left) / period)
  }

  /// Whether there would be room at a later instant.
  func wouldFit(_ cost: Int, at now: UInt64) -> Bool {
    var copy = self
    return copy.fits(Int128(cost), at: Int128(now))
  }

  /// Whether nothing would be used any more at a later instant.
  func wouldBeWhole(at now: UInt64) -> Bool {
    var copy = self
    if algorithm == .gcra {
      copy.fill(at: Int128(now))
      return copy.level == burst * period
    }
    let (used, before, _) = counts(at: Int128(now))
    return used == 0 && before == 0
  }
}
