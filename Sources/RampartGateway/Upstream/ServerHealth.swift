import RampartConfiguration

/// Whether one server is well, by the requests it was sent and by its probes. A value: no clock, no I/O.
struct ServerHealth {
  /// What is worth a line in the log.
  enum Change: Equatable {
    case firstFailure
    /// So many requests in a row have failed that others are sent elsewhere first.
    case ejected
    case answersAgain
    case failsProbes
    case passesProbes
  }

  /// Failures in a row after which a server is left alone for a while.
  static let failuresToEject = 3

  /// Requests in a row that failed.
  private(set) var failures = 0
  private(set) var isFailingProbes = false
  private var passedProbes = 0
  private var failedProbes = 0

  /// What the metric says.
  var isWell: Bool { !isFailingProbes && failures < Self.failuresToEject }

  mutating func failed() -> Change? {
    failures += 1
    passedProbes = 0
    switch failures {
    case 1: return .firstFailure
    case Self.failuresToEject: return .ejected
    default: return nil
    }
  }

  mutating func answered() -> Change? {
    guard failures > 0 else { return nil }
    failures = 0
    return .answersAgain
  }

  /// One probe that differs from the others changes nothing, unless the thresholds say so.
  mutating func probed(hasPassed: Bool, _ options: UpstreamOptions.Health) -> Change? {
    guard hasPassed else {
      failedProbes += 1
      passedProbes = 0
      guard !isFailingProbes, failedProbes >= options.unhealthyAfter else { return nil }
      isFailingProbes = true
      return .failsProbes
    }
    passedProbes += 1
    failedProbes = 0
    guard passedProbes >= options.healthyAfter else { return nil }
    let hadFailures = failures > 0
    failures = 0
    if isFailingProbes {
      isFailingProbes = false
      return .passesProbes
    }
    return hadFailures ? .answersAgain : nil
  }
}
