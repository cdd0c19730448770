import RampartConfiguration
import RampartCore
import RampartWAF

/// The firewall of one entry of `waf`, and the requests it is for.
struct RouteFirewall: Sendable {
  let scope: RouteScope
  /// Nil where the entry says `off`, and where nothing will be served.
  let firewall: Firewall?
  let options: FirewallDeclaration
  /// Exclusions that hold for some routes alone, by their place in the firewall's options.
  let exclusions: [(scope: RouteScope, index: Int)]

  /// This firewall for requests of one route; nil where it concerns none of them.
  func within(_ route: RouteScope) -> RouteFirewall? {
    guard let scope = scope.within(route) else { return nil }
    return RouteFirewall(
      scope: scope, firewall: firewall, options: options,
      exclusions: exclusions.compactMap { exclusion in
        exclusion.scope.within(route).map { ($0, exclusion.index) }
      })
  }

  func concerns(_ head: RequestHead) -> Bool { scope.matches(head) }

  func exclusions(for head: RequestHead) -> [Int] {
    exclusions.filter { $0.scope.matches(head) }.map(\.index)
  }
}
