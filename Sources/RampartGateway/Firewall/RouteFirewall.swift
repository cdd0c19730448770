import RampartConfiguration
import RampartCore
import RampartWAF

/// The firewall of one entry of `waf`, and the requests it is for.
struct RouteFirewall: Sendable {
  let scope: RouteScope
  /// Nil where the entry says `off`.
  let firewall: Firewall?
  let options: FirewallDeclaration
  /// Exclusions that hold for some routes alone, by their place in the firewall's options.
  let exclusions: [(scope: RouteScope, index: Int)]

  func concerns(_ head: RequestHead) -> Bool { Self.matches(scope, head) }

  func exclusions(for head: RequestHead) -> [Int] {
    exclusions.filter { Self.matches($0.scope, head) }.map(\.index)
  }

  private static func matches(_ scope: RouteScope, _ head: RequestHead) -> Bool {
    head.fields.with(head.host) { host in head.fields.with(head.path) { scope.matches(host: host, path: $0) } }
  }
}
