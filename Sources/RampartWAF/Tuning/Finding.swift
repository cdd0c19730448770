/// A rule that matched a variable at a path.
package struct Finding: Sendable, Hashable {
  package struct Evidence: Sendable, Hashable {
    package var requests = 0
    package var clients = 0
    package var hostileClients = 0
    /// Times as in the log.
    package var first: String
    package var last: String
  }

  /// Why no exclusion is proposed for it.
  package enum Refusal: Sendable, Hashable {
    case hostile(Set<HostileSign>)
    case tooFewRequests
    case tooFewClients
    case unspeakable
    case tooMuch

    package var text: String {
      switch self {
      case .hostile(let signs):
        "clients that look hostile hit it: "
          + HostileSign.allCases.filter(signs.contains).map(\.text).joined(separator: ", ")
      case .tooFewRequests: "too few requests"
      case .tooFewClients: "too few clients"
      case .unspeakable: "no exclusion can name this path or variable exactly"
      case .tooMuch: "not all of its clients could be kept in memory"
      }
    }
  }

  package var rule: Int
  /// Nil: the rule as a whole.
  package var target: String?
  package var path: String
  package var evidence: Evidence
  /// Nil where an exclusion is proposed.
  package var refusal: Refusal?
}
