import RampartCore

/// What an audit log says about exclusions.
package struct TuningResult: Sendable, Hashable {
  /// Lines that were looked at.
  package var entries = 0
  /// Entries of rules that are never proposed, because they begin, add up or judge.
  package var machinery = 0
  /// Entries beyond the limits.
  package var leftOut = 0
  package var clients = 0
  package var hostileClients = 0
  package var findings: [Finding] = []

  /// Findings of one path and one variable, which one exclusion can hold.
  package var proposals: [[Finding]] {
    var groups: [[Finding]] = []
    for finding in findings where finding.refusal == nil {
      if let last = groups.last?.last, last.path == finding.path, last.target == finding.target {
        groups[groups.count - 1].append(finding)
      } else {
        groups.append([finding])
      }
    }
    return groups
  }

  package var refused: [Finding] { findings.filter { $0.refusal != nil } }

  /// `exclusions:` as it stands below `waf:`; a comment alone where there is nothing to propose.
  package var yaml: String {
    let proposals = proposals
    if proposals.isEmpty { return "  # nothing to propose" }
    return (["  exclusions:"] + proposals.flatMap(Self.lines)).joined(separator: "\n")
  }

  private static func lines(_ findings: [Finding]) -> [String] {
    guard let first = findings.first else { return [] }
    let rules = findings.map { String($0.rule) }.joined(separator: ", ")
    let target = first.target.map { ["      targets: [\(quoted($0))]"] } ?? []
    return ["    - routes: \(quoted(first.path))", "      rules: [\(rules)]"] + target + [
      "      reason: \(quoted(reason(findings)))"
    ]
  }

  private static func reason(_ findings: [Finding]) -> String {
    let counts = findings.map { finding in
      "\(finding.rule) hit by \(finding.evidence.requests) requests of \(finding.evidence.clients) clients"
    }
    let first = findings.map(\.evidence.first).min() ?? ""
    let last = findings.map(\.evidence.last).max() ?? ""
    return counts.joined(separator: ", ") + " that do not look hostile, from \(first) to \(last)"
  }

  /// What is a string in JSON is one in YAML, whatever a client has put into it.
  private static func quoted(_ text: String) -> String {
    JSONValue.string(text).serialized()
  }
}
