package import RampartCore

/// Where the access log goes, and how much the program says of itself.
package struct LogOptions: Sendable, Hashable {
  package enum Destination: Sendable, Hashable {
    case off
    case standardOutput
    case file(String)
  }

  /// swift-log's levels, in rising severity.
  package enum Level: String, Sendable, CaseIterable {
    case trace, debug, info, notice, warning, error, critical
  }

  package var access: Destination {
    get { placedAccess.value }
    set { placedAccess.value = newValue }
  }
  /// The same, with the place where it was written.
  var placedAccess = Positioned(value: Destination.standardOutput, position: .init(line: 1, column: 1))
  /// What rules of the web application firewall have matched.
  package var audit = Destination.off
  package var level: Level = .info

  package static let declaration = Declaration.mapping(
    LogOptions(),
    [
      DeclaredKey(
        "access", \.placedAccess, destination.positioned,
        "One JSON line for each exchange: `stdout`, `off`, or a file that is opened anew at each reload."),
      DeclaredKey(
        "audit", \.audit, destination,
        "One JSON line for each rule of `waf` that matched: `stdout`, `off`, or a file."),
      DeclaredKey(
        "level", \.level, .choice(Level.allCases.map { ($0.rawValue, $0) }),
        "The least severe message written to standard error."),
    ])

  private static let destination = Declaration<String>.text.map(
    { word throws(ConfigurationProblem) -> Destination in
      switch word {
      case "stdout": return .standardOutput
      case "off": return .off
      case _ where word.contains("/") && Excerpt.isPath(word): return .file(word)
      default:
        throw ConfigurationProblem("impossibleValue", "\(Excerpt.of(word)) is not `stdout`, `off` or a path with a `/`")
      }
    },
    back: { destination in
      switch destination {
      case .off: "off"
      case .standardOutput: "stdout"
      case .file(let path): path
      }
    })
}
