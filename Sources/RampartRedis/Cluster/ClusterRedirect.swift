import RampartCore

/// Where a node of a cluster says that a key is (Redis cluster specification, "MOVED Redirection", "ASK redirection").
struct ClusterRedirect: Equatable {
  let slot: Int
  let address: ServerAddress
  /// The slot is on its way: this one command goes there, behind `ASKING`; the next ones do not.
  let isAsk: Bool

  /// - Parameters:
  ///   - message: an error such as `MOVED 3999 127.0.0.1:6381`.
  ///   - origin: the node that sent it. An empty host means its host.
  init?(_ message: String, from origin: ServerAddress) {
    let words = message.split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 3, words[0] == "MOVED" || words[0] == "ASK",
      let slot = Int(words[1]), (0..<ClusterSlot.count).contains(slot),
      let colon = words[2].lastIndex(of: ":")
    else { return nil }
    var host = String(words[2][..<colon])
    if host.isEmpty {
      guard case .network(let own, _) = origin else { return nil }
      host = own
    }
    let bracketed = host.contains(":") ? "[\(host)]" : host
    guard let address = ServerAddress(bracketed + words[2][colon...]) else { return nil }
    self.slot = slot
    self.address = address
    isAsk = words[0] == "ASK"
  }
}
