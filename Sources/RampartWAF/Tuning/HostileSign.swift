/// Why a client looks hostile.
package enum HostileSign: String, Sendable, Hashable, CaseIterable {
  case scanner
  case classes
  case rules
  case score

  package var text: String {
    switch self {
    case .scanner: "a scanner's name"
    case .classes: "attacks of several classes"
    case .rules: "many rules"
    case .score: "a request with a high score"
    }
  }
}
