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

  func concerns(_ head: RequestHead) -> Bool { scope.matches(head) }

  func exclusions(for head: RequestHead) -> [Int] {
    exclusions.filter { $0.scope.matches(head) }.map(\.index)
  }
}
