/// Where we mean to differ from ModSecurity 3.0.9, each with its reason. Everything else has to be the same.
enum ExplainedDifference: String, CaseIterable {
  /// It takes the text between `HTTP/` and the end for the version, whatever it is.
  case versionMissing = "a request line without a version has no protocol"
}

/// The rules that match a request in one engine only.
struct RuleDifference: CustomStringConvertible {
  let request: CorpusRequest
  /// Only in ModSecurity.
  let missing: Set<Int>
  /// Only in ours.
  let extra: Set<Int>

  var description: String { "missing \(missing.sorted()), extra \(extra.sorted()): \(request.shown)" }

  /// Nil where nothing explains all of it.
  var explanation: ExplainedDifference? {
    ExplainedDifference.allCases.first { explains($0) }
  }

  private func explains(_ reason: ExplainedDifference) -> Bool {
    switch reason {
    case .versionMissing: !request.version.starts(with: Array("HTTP/".utf8))
    }
  }
}
