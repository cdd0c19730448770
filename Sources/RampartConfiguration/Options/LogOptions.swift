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

  package var access = Destination.standardOutput
  /// What rules of the web application firewall have matched.
  package var audit = Destination.off
  package var level: Level = .info

  package static let declaration = Declaration.mapping(
    LogOptions(),
    [
      DeclaredKey(
        "access", \.access, destination,
        "One JSON line for each exchange: `stdout`, `off`, or a file that is opened anew at each reload."),
      DeclaredKey(
        "audit", \.audit, destination,
        "One JSON line for each rule of `waf` that matched: `stdout`, `off`, or a file."),
      DeclaredKey(
        "level", \.level, .choice(Level.allCases.map { ($0.rawValue, $0) }),
        "The least severe message written to standard error."),
    ])

  private static let destination = Declaration<Destination>.words(
    [("stdout", .standardOutput), ("off", .off)], orPath: .output, "`stdout`, `off` or a path with a `/`",
    make: { .file($0) }, path: { if case .file(let path) = $0 { path } else { nil } })
}
