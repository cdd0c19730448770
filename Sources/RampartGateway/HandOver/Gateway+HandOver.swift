import Logging
import NIOCore
import NIOPosix
import RampartConfiguration
import RampartCore

extension Gateway {
  /// The gateways before this one that give their listeners to it.
  ///
  /// One that was told to stop gives what it still has in any case, which is its admin address: the next one must not wait
  /// for the last WebSocket of the one before it.
  func predecessors(takesOver: Bool, stateFolder: String) async -> [Predecessor] {
    let request = HandOverRequest(
      takesOver: takesOver, network: HandOverFolder.network, addresses: Array(pipeline.listeners.keys))
    let found = (try? await NIOThreadPool.singleton.runIfActive { Predecessor.find(request, stateFolder: stateFolder) })
    for (address, descriptor) in (found ?? []).flatMap(\.listeners) {
      services.sockets.add(address, descriptor: descriptor)
      logger.info("listener taken over", metadata: ["listen": "\(address)"])
    }
    return found ?? []
  }

  func succeed(_ predecessors: [Predecessor]) async {
    guard !predecessors.isEmpty else { return }
    try? await NIOThreadPool.singleton.runIfActive { for predecessor in predecessors { predecessor.succeed() } }
  }

  /// - Throws: `InheritedSocketError`.
  func refuseUnusedSockets() throws {
    guard let socket = services.sockets.unused.first else { return }
    throw InheritedSocketError(
      """
      the service manager passes the socket `\(socket.name)` at `\(socket.address)`, and no listener has this address; \
      clients would wait there for ever
      """)
  }

  /// Nil if there is no place for it; the gateway works without.
  func handOverServer(stateFolder: String, group: any EventLoopGroup) async -> HandOverServer? {
    do {
      return try await HandOverServer.bind(
        stateFolder: stateFolder, group: group,
        gateway: .init(
          offer: { await self.offer($0) }, handedOver: { await self.handedOver($0) }, goesOn: { await self.goesOn($0) })
      )
    } catch {
      logger.info("another gateway cannot take over from this one", metadata: ["reason": "\(error)"])
      return nil
    }
  }

  // A successor that is started right behind SIGTERM may be faster than the signal.
  private static let patience = Duration.seconds(1)

  private func offer(_ request: HandOverRequest) async -> [(address: ServerAddress, descriptor: CInt)] {
    guard request.network == HandOverFolder.network else { return [] }
    let deadline = ContinuousClock.now + Self.patience
    while !request.takesOver, !isDraining, ContinuousClock.now < deadline,
      request.addresses.contains(where: { listeners[$0] != nil })
    {
      try? await Task.sleep(for: .milliseconds(20))
    }
    guard request.takesOver || isDraining else { return [] }
    var offered: [(address: ServerAddress, descriptor: CInt)] = []
    for address in request.addresses.prefix(DescriptorMessage.maximumDescriptors) {
      if let descriptor = await listeners[address]?.share() { offered.append((address, descriptor)) }
    }
    return offered
  }

  private func handedOver(_ addresses: [ServerAddress]) async {
    logger.info("handed over", metadata: ["listen": "\(addresses.map(\.description).joined(separator: " "))"])
    // Two processes that answer at one address would give two answers to the same question.
    for address in addresses { await listeners.removeValue(forKey: address)?.close() }
    if !isDraining { whenHandedOver() }
  }

  private func goesOn(_ addresses: [ServerAddress]) {
    for address in addresses { listeners[address]?.keep() }
    if !addresses.isEmpty, !isDraining { logger.warning("the next gateway ended before it served, this one goes on") }
  }
}
