import RampartCore

/// The nodes that redirects have named, and the slots that are known to be with them.
struct ClusterNodes {
  private let home: RedisNode
  private var others: [ServerAddress: RedisNode] = [:]
  private var slots: [Int: ServerAddress] = [:]
  private var isShutDown = false

  /// More than a cluster has in practice; each is one connection (CWE-770).
  static let maximum = 256

  init(home: RedisNode) {
    self.home = home
  }

  /// The node that was found to have the slot, or the first node, which knows better.
  func node(for slot: Int?) -> RedisNode {
    slot.flatMap { slots[$0] }.flatMap { others[$0] } ?? home
  }

  mutating func forget(_ slot: Int) {
    slots[slot] = nil
  }

  /// - Parameter make: makes a node that is not known yet.
  mutating func node(
    at redirect: ClusterRedirect,
    make: (ServerAddress) -> RedisNode
  ) throws(RedisError) -> RedisNode {
    if isShutDown { throw .shutDown }
    // `ASK` is for one command; the slot stays where it was.
    if !redirect.isAsk { slots[redirect.slot] = redirect.address == home.address ? nil : redirect.address }
    if redirect.address == home.address { return home }
    if let known = others[redirect.address] { return known }
    if others.count >= Self.maximum { dropThoseDown() }
    guard others.count < Self.maximum else {
      throw RedisError(.redirects, "the cluster named more than \(Self.maximum) nodes")
    }
    let node = make(redirect.address)
    others[redirect.address] = node
    return node
  }

  /// - Returns: all nodes, to be shut down.
  mutating func shutDown() -> [RedisNode] {
    isShutDown = true
    return [home] + others.values
  }

  /// The machines of a cluster change over the years.
  private mutating func dropThoseDown() {
    for (address, node) in others where node.isDown {
      node.close()
      others[address] = nil
    }
  }
}
