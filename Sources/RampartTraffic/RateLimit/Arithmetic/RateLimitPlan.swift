package import RampartCore

/// A rate, a burst and an algorithm, made ready for a clock.
package struct RateLimitPlan: Sendable {
  enum Algorithm: Sendable {
    case gcra(GenericCellRate)
    case fixedWindow(FixedWindow)
    case slidingWindow(SlidingWindow)
  }

  let algorithm: Algorithm
  /// How much can be consumed at once.
  package let burst: Int
  /// In which time the burst, all consumed, is there again; ticks, rounded up.
  let window: UInt64
  let nanosecondsPerTick: UInt64

  /// A limit that takes longer than this to recover is a mistake: nobody waits ten years.
  private static let longestRecovery = Duration.seconds(3660 * 86_400)

  /// - Parameters:
  ///   - burst: for `gcra` only; nil for the count of the rate.
  ///   - ticksPerSecond: 1000, 1,000,000 or 1,000,000,000.
  /// - Throws: where burst and rate do not go together.
  package init(
    rate: Rate,
    burst: Int?,
    algorithm: RateLimitAlgorithm,
    ticksPerSecond: Int
  ) throws(InvalidOption) {
    let size = burst ?? rate.count
    guard algorithm == .gcra || size == rate.count else {
      throw InvalidOption("rateLimit.invalidBurst", "a window has no burst, its limit is the count of the rate")
    }
    guard Rate.counts.contains(size) else {
      throw InvalidOption("rateLimit.invalidBurst", "a burst goes from 1 to 1000000000")
    }
    let count = UInt64(rate.count)
    let period = UInt64(rate.milliseconds) * UInt64(ticksPerSecond / 1000)
    let longest = UInt64(Self.longestRecovery.components.seconds) * UInt64(ticksPerSecond)
    let recovery = GenericCellRate.price(of: UInt64(size), count: count, period: period)
    guard recovery.ticks <= longest else {
      throw InvalidOption(
        "rateLimit.invalidBurst", "at this rate the burst would take more than ten years to come back")
    }
    self.burst = size
    nanosecondsPerTick = UInt64(1_000_000_000 / ticksPerSecond)
    window = recovery.ticks + (recovery.rest == 0 ? 0 : 1)
    self.algorithm =
      switch algorithm.kind {
      case .gcra: .gcra(GenericCellRate(count: count, period: period, burst: UInt64(size), horizon: longest))
      case .fixedWindow: .fixedWindow(FixedWindow(limit: count, period: period))
      case .slidingWindow: .slidingWindow(SlidingWindow(limit: count, period: period))
      }
  }

  var arithmetic: any RateLimitArithmetic {
    switch algorithm {
    case .gcra(let arithmetic): arithmetic
    case .fixedWindow(let arithmetic): arithmetic
    case .slidingWindow(let arithmetic): arithmetic
    }
  }
}
