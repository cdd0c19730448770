/// A limit that follows the backend's latency: a state machine without clock and lock.
///
/// Once in an interval it compares the latency of the interval with the usual one. The ratio of the two (the gradient)
/// says how much of the limit the backend still serves without a queue; the limit moves towards that share of itself,
/// plus a little room to find out whether more would do. The limit rises only when it was used: otherwise a quiet
/// night would raise it without a reason.
///
/// The usual latency follows over ten minutes upwards and at once downwards, so that an overload of a minute does not
/// become usual, and a backend that has really become slower is not held down for good.
///
/// Source: the idea of the gradient is that of TCP Vegas (Brakmo and Peterson, 1995), which Netflix's concurrency-limits
/// applied to servers.
struct ConcurrencyGradient: Sendable {
  private let minimum: Double
  private let maximum: Double
  private let tolerance: Double
  /// Nanoseconds.
  private let interval: UInt64

  private let upwards: Double

  private(set) var limit: Double
  /// Nanoseconds; nil before the first interval.
  private(set) var usual: Double?

  private var intervalEnd: UInt64?
  private var sum = 0.0
  private var count = 0
  private var greatestInFlight = 0

  /// The limit never falls by more than half at once: a single slow answer is no collapse.
  private static let steepest = 0.5
  /// How far the limit goes to where it should be, at each step.
  private static let smoothing = 0.3
  private static let downwards = 0.25
  /// Nanoseconds.
  private static let memory = 600e9
  /// Fewer say nothing.
  private static let fewestSamples = 5

  init(_ options: AdaptiveConcurrencyOptions) {
    minimum = Double(options.minimum)
    maximum = Double(options.maximum)
    tolerance = options.tolerance
    interval = UInt64(options.interval / .nanoseconds(1))
    upwards = Double(interval) / Self.memory
    limit = Double(options.initial)
  }

  /// Notes one answer.
  ///
  /// - Parameters:
  ///   - latency: nanoseconds.
  ///   - inFlight: how many were in flight, this one included.
  mutating func note(latency: UInt64, inFlight: Int, at now: UInt64) {
    let end = intervalEnd ?? now.addedSaturating(interval)
    intervalEnd = end
    sum += Double(latency)
    count += 1
    greatestInFlight = max(greatestInFlight, inFlight)
    guard now >= end, count >= Self.fewestSamples else { return }
    move(towards: max(1, sum / Double(count)))
    intervalEnd = now.addedSaturating(interval)
    (sum, count, greatestInFlight) = (0, 0, 0)
  }

  private mutating func move(towards latency: Double) {
    let usual = usual ?? latency
    let gradient = min(1, max(Self.steepest, tolerance * usual / latency))
    let wanted = limit * gradient + limit.squareRoot()
    let wasUsed = Double(greatestInFlight) >= limit / 2
    if wanted < limit || wasUsed {
      limit = min(maximum, max(minimum, limit + (wanted - limit) * Self.smoothing))
    }
    self.usual = usual + (latency - usual) * (latency > usual ? upwards : Self.downwards)
  }
}
