import NIOCore
import RampartCore
import RampartWAF

extension RouteControls {
  /// The firewall's eye on one exchange; nil if no rules are run for it.
  ///
  /// - Throws: if there is no memory for it.
  func observer(of exchange: Exchange) throws(FirewallError) -> Inspection? {
    let head = exchange.report.head
    guard let route = firewall(for: head), let firewall = route.firewall else { return nil }
    return Inspection(of: exchange, try exchange.worker.workspace(of: firewall), route.exclusions(for: head))
  }
}

extension ControlSet {
  /// What rules say of a request that is refused for its form. The first firewall of the configuration looks at it,
  /// because its route is not known.
  func observer(ofRemnant bytes: ByteBuffer, _ exchange: Exchange) -> Inspection? {
    guard let firewall = firewalls.lazy.compactMap(\.firewall).first,
      let workspace = try? exchange.worker.workspace(of: firewall)
    else { return nil }
    let inspection = Inspection(of: exchange, workspace, [])
    bytes.withUnsafeReadableBytes { inspection.observe(remnant: $0) }
    return inspection
  }
}

extension Inspection {
  fileprivate convenience init(
    of exchange: Exchange, _ workspace: Workspace, _ exclusions: [RouteFirewall.ScopedExclusion]
  ) {
    let origin = exchange.report.origin
    let transaction = workspace.begin(
      RampartWAF.ConnectionFacts(client: origin.client.description, id: origin.requestID.description))
    let auditLog = exchange.worker.services.auditLog
    self.init(transaction, exclusions: exclusions.map(\.index)) { [unowned exchange] matches, transaction, decision in
      guard auditLog.isOn else { return }
      auditLog.write(AuditLog.lines(transaction, matches, of: exchange.report, decision: decision))
    }
  }
}
