@testable import RampartWAF

/// Makes entries of an audit log, each of a request of its own.
struct TuningLog {
  private(set) var tuner: ExclusionTuner
  private var number = 0

  init(_ options: TuningOptions = TuningOptions()) {
    tuner = ExclusionTuner(options)
  }

  /// One request, in which each rule matches each target.
  mutating func request(
    from client: String = "192.0.2.1", to path: String = "/search", rules: [Int] = [942100],
    targets: [String] = ["ARGS:q"], severity: String = "critical", tags: [String] = ["attack-sqli"]
  ) {
    number += 1
    for rule in rules {
      tuner.add(
        AuditEntry(
          time: "2026-11-0\(1 + number % 9)T00:00:00.000Z", transaction: "t\(number)", client: client, path: path,
          rule: rule, severity: severity, targets: targets, tags: tags))
    }
  }

  /// Enough of them for a proposal.
  mutating func many(
    to path: String = "/search", rules: [Int] = [942100], targets: [String] = ["ARGS:q"],
    tags: [String] = ["attack-sqli"]
  ) {
    for index in 0..<12 {
      request(from: "192.0.2.\(1 + index % 6)", to: path, rules: rules, targets: targets, tags: tags)
    }
  }

  var result: TuningResult { tuner.finish() }
}
