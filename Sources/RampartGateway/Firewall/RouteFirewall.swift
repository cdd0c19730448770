import RampartConfiguration
import RampartCore
import RampartWAF

/// The firewall of one entry of `waf`, and the requests it is for.
struct RouteFirewall: Sendable {
  let scope: RouteScope
  /// Nil where the entry says `off`, and where nothing will be served.
  var firewall: Firewall?
  let options: FirewallDeclaration
  /// Exclusions that hold for some routes alone.
  let exclusions: [ScopedExclusion]
  /// What was said has no effect with these rules.
  var notices: [String] = []
  /// Whether no other entry has rules. Then its exclusions hold wherever it is in force.
  var isAlone = true

  /// One without routes of its own, where another entry has rules too: it holds where this entry surely is in force.
  struct ScopedExclusion {
    var scope: RouteScope
    /// Its place in the firewall's options.
    let index: Int
    let reason: String
  }

  /// This firewall for requests of one route; nil where it concerns none of them.
  func within(_ route: RouteScope) -> RouteFirewall? {
    guard let scope = scope.within(route) else { return nil }
    let exclusions = exclusions.compactMap { exclusion in
      exclusion.scope.within(route).map {
        ScopedExclusion(scope: $0, index: exclusion.index, reason: exclusion.reason)
      }
    }
    return RouteFirewall(
      scope: scope, firewall: firewall, options: options, exclusions: exclusions, isAlone: isAlone)
  }

  /// Those that hold whatever the backend makes of the path.
  func exclusions(for head: RequestHead) -> [ScopedExclusion] {
    guard !exclusions.isEmpty, isAlone || scope.surelyMatches(head) else { return [] }
    return exclusions.filter { $0.scope.surelyMatches(head) }
  }
}

extension [RouteFirewall] {
  /// The one in force. There is more than one candidate only where backends can make different things of the path.
  func strictest(for head: RequestHead) -> RouteFirewall? {
    var found: RouteFirewall?
    for candidate in self where candidate.scope.mayMatch(head) {
      if let known = found, !(known.options.strictness < candidate.options.strictness) { continue }
      found = candidate
    }
    return found
  }
}
