import RampartBrowser
import RampartCore
import RampartTraffic
package import RampartWAF

/// A scope that names a host protects nothing where the same path is served for every host: whoever sends another `Host`
/// gets around it (CWE-290).
extension GatewayConfiguration {
  func evadedHostProblems() -> [ConfigurationProblem] {
    rateLimits.flatMap { problems(of: $0, among: [$0], isAsStrict: { _, _ in false }) }
      + csrf.flatMap { problems(of: $0, among: csrf, isAsStrict: Self.isAsStrict) }
      + waf.filter { $0.value.mode != .off }.flatMap { problems(of: $0, among: waf, isAsStrict: Self.isAsStrict) }
  }

  /// - Parameter isAsStrict: whether the first of two entries protects at least as much as the second.
  private func problems<Value>(
    of entry: Scoped<Value>, among entries: [Scoped<Value>], isAsStrict: (Value, Value) -> Bool
  ) -> [ConfigurationProblem] {
    for route in routes {
      guard let evaded = entry.scope.evaded(by: route) else { continue }
      let other = entries.first { $0.scope.coversForEveryHost(evaded.path) }
      if let other, isAsStrict(other.value, entry.value) { continue }
      return [
        ConfigurationProblem(
          "impossibleValue",
          "the scope `\(evaded.host)\(evaded.path)` names a host, and the route of line "
            + "\(route.upstream.position.line) serves every host: a request with another `Host` gets around it",
          hint: "write `host: \"\(evaded.host)\"` at that route, or `\(evaded.path)` here", at: entry.position)
      ]
    }
    return []
  }

  private static func isAsStrict(_ one: CSRFDeclaration, _ other: CSRFDeclaration) -> Bool {
    one.options.layers.isSuperset(of: other.options.layers)
      && (one.options.mode == .enforce || other.options.mode == .detect)
  }

  private static func isAsStrict(_ one: FirewallDeclaration, _ other: FirewallDeclaration) -> Bool {
    !(one.strictness < other.strictness)
  }
}

extension FirewallDeclaration {
  /// What refuses comes before what reports, then what suspects more, then what refuses sooner.
  package var strictness: Strictness {
    let mode =
      switch mode {
      case .off: 0
      case .detect: 1
      case .block: 2
      }
    return Strictness(figures: [mode, paranoia, -inboundThreshold, -outboundThreshold, requestBody])
  }

  package struct Strictness: Comparable {
    fileprivate let figures: [Int]

    package static func < (left: Strictness, right: Strictness) -> Bool {
      left.figures.lexicographicallyPrecedes(right.figures)
    }
  }
}
