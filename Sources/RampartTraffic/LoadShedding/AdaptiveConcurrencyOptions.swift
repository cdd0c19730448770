package import RampartCore

/// How the limit on requests in flight follows the backend.
public struct AdaptiveConcurrencyOptions: Sendable, Hashable {
  /// The limit to begin with, between `minimum` and `maximum`.
  public var initial = 100
  /// The limit never falls below this.
  public var minimum = 10
  /// The limit never rises above this.
  public var maximum = 1000
  /// The part of the limit that low-priority requests cannot use, 0.01...0.9.
  public var reserve = 0.25
  /// How many times its usual latency the backend may take before the limit falls, 1...10.
  public var tolerance = 1.5
  /// Over which time latencies are averaged before the limit moves, 10 milliseconds to a minute.
  public var interval = Duration.milliseconds(250)
  /// What `Retry-After` says, whole seconds, 1...3600.
  public var retryAfter = Duration.seconds(1)

  /// The recommended setting.
  public init() {}

  /// - Throws: what makes no limit.
  package func check() throws(InvalidOption) {
    guard 1 <= minimum, minimum <= initial, initial <= maximum, maximum <= 1_000_000 else {
      throw InvalidOption("load.invalidLimit", "`minimum`, `initial` and `maximum` rise, from 1 to 1000000")
    }
    guard (0.01...0.9).contains(reserve) else {
      throw InvalidOption("load.invalidReserve", "the reserve goes from 0.01 to 0.9 of the limit")
    }
    guard (1...10).contains(tolerance) else {
      throw InvalidOption("load.invalidTolerance", "the tolerance goes from 1 to 10 times the usual latency")
    }
    guard (.milliseconds(10))...(.seconds(60)) ~= interval else {
      throw InvalidOption("load.invalidInterval", "the interval goes from 10ms to 1m")
    }
    guard (.seconds(1))...(.seconds(3600)) ~= retryAfter, retryAfter.components.attoseconds == 0 else {
      throw InvalidOption("load.invalidRetryAfter", "`Retry-After` is whole seconds, from 1 to 3600")
    }
  }
}
