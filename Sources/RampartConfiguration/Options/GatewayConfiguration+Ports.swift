import RampartCore

/// Addresses that the system lets nobody bind together.
extension GatewayConfiguration {
  /// An address of every interface takes its port on each of them; what is equal is found elsewhere.
  func portProblems() -> [ConfigurationProblem] {
    var problems: [ConfigurationProblem] = []
    for (index, listener) in listeners.enumerated() {
      let own = listener.address
      let other = listeners[..<index].first {
        own.value != $0.address.value && own.value.collides(with: $0.address.value)
      }
      if let other = other?.address {
        problems.append(
          .init(
            "impossibleValue",
            "`\(own.value)` and `\(other.value)` on line \(other.position.line) cannot both be bound",
            hint: "an address of every interface takes its port on each of them", at: own.position))
      }
      if let admin = admin?.address, admin != own.value, own.value.collides(with: admin) {
        problems.append(
          .init(
            "impossibleValue", "`\(own.value)` and the admin address `\(admin)` cannot both be bound",
            hint: "an address of every interface takes its port on each of them", at: own.position))
      }
    }
    return problems
  }
}

extension ServerAddress {
  /// Whether both have one port, and one is the address of every interface or both are the same address.
  ///
  /// `[::]` takes IPv4 too (RFC 3493, 5.3). A name is only known to collide with that one: whether it stands for an
  /// IPv4 or an IPv6 address is not known before it is resolved.
  fileprivate func collides(with other: ServerAddress) -> Bool {
    guard case .network(let host, let port) = self, case .network(let otherHost, port) = other else { return false }
    let address = IPAddress(host)
    let otherAddress = IPAddress(otherHost)
    if [address, otherAddress].contains(IPAddress(v6: 0)) { return true }
    guard let address, let otherAddress, address.family == otherAddress.family else { return false }
    return address == otherAddress || address.bits == 0 || otherAddress.bits == 0
  }
}
