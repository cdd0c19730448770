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
    return RouteFirewall(scope: scope, firewall: firewall, options: options, exclusions: exclusions)
  }

  func concerns(_ head: RequestHead) -> Bool { scope.matches(head) }

  func exclusions(for head: RequestHead) -> [ScopedExclusion] {
    exclusions.filter { $0.scope.matches(head) }
  }
}
