import Logging
import NIOCore
import NIOPosix
import RampartConfiguration
import Synchronization

/// The addresses of a server's name, as all event loops see them.
///
/// They are looked up again and again, because the system's resolver does not tell how long an answer holds. While a
/// look-up fails, the addresses that are known stay.
final class ServerAddresses: Sendable {
  private struct State {
    var addresses: [SocketAddress] = []
    var lookUp: Task<[SocketAddress], any Error>?
    var ended = NIODeadline.uptimeNanoseconds(0)
    var isFailing = false
    var rotation = 0
  }

  let name: String
  let port: Int
  private let resolver: any NameResolver
  private let logger: Logger
  private let state = Mutex(State())
  private let changes = Atomic<Int>(0)

  /// After a failed connection the name is looked up at once, but no more often than this.
  private static let shortestPause = TimeAmount.seconds(1)

  init(name: String, port: Int, resolver: any NameResolver, logger: Logger) {
    self.name = name
    self.port = port
    self.resolver = resolver
    self.logger = logger
  }

  /// Another number each time the addresses have changed.
  var version: Int { changes.load(ordering: .relaxed) }

  func includes(_ address: SocketAddress) -> Bool {
    state.withLock { $0.addresses.contains(address) }
  }

  /// Which address a new connection begins with; they take turns.
  func nextRotation() -> Int {
    state.withLock { state in
      state.rotation &+= 1
      return state.rotation
    }
  }

  /// What is known, or what a look-up says if nothing is.
  func current(on eventLoop: any EventLoop) -> EventLoopFuture<[SocketAddress]> {
    let known = state.withLock(\.addresses)
    guard known.isEmpty else { return eventLoop.makeSucceededFuture(known) }
    let promise = eventLoop.makePromise(of: [SocketAddress].self)
    promise.completeWithTask { try await self.lookUp() }
    return promise.futureResult
  }

  /// An address did not answer: perhaps the name has moved.
  func connectionFailed(at now: NIODeadline) {
    let isDue = state.withLock { $0.lookUp == nil && now > $0.ended + Self.shortestPause }
    if isDue { Task { try? await lookUp() } }
  }

  /// Asks the resolver; whoever asks meanwhile gets the same answer.
  @discardableResult
  func lookUp() async throws -> [SocketAddress] {
    let task = state.withLock { state in
      if let running = state.lookUp { return running }
      let task = Task { try await ask() }
      state.lookUp = task
      return task
    }
    return try await task.value
  }

  private func ask() async throws -> [SocketAddress] {
    do {
      let addresses = try await resolver.addresses(of: name, port: port)
      take(addresses)
      return addresses
    } catch {
      let isNews = state.withLock { state in
        state.lookUp = nil
        state.ended = .now()
        defer { state.isFailing = true }
        return !state.isFailing
      }
      if isNews { logger.warning("name not resolved", metadata: ["name": "\(name)", "reason": "\(error)"]) }
      throw error
    }
  }

  private func take(_ addresses: [SocketAddress]) {
    let (before, wasFailing) = state.withLock { state in
      let before = (state.addresses, state.isFailing)
      state.lookUp = nil
      state.ended = .now()
      state.isFailing = false
      state.addresses = addresses
      // Another order is the same set: resolvers shuffle.
      if Set(before.0) != Set(addresses) { changes.add(1, ordering: .relaxed) }
      return before
    }
    let hasMoved = !before.isEmpty && Set(before) != Set(addresses)
    guard hasMoved || wasFailing else { return }
    let list = addresses.compactMap(\.ipAddress).joined(separator: " ")
    logger.notice(
      hasMoved ? "name has moved" : "name resolved again", metadata: ["name": "\(name)", "addresses": "\(list)"])
  }
}

/// What NIO's happy eyeballs (RFC 8305) ask for the addresses of one connection.
struct KnownAddressResolver: Resolver {
  let addresses: ServerAddresses
  let eventLoop: any EventLoop
  let rotation: Int

  init(_ addresses: ServerAddresses, eventLoop: any EventLoop) {
    self.addresses = addresses
    self.eventLoop = eventLoop
    rotation = addresses.nextRotation()
  }

  func initiateAQuery(host: String, port: Int) -> EventLoopFuture<[SocketAddress]> { addresses(of: .inet) }

  func initiateAAAAQuery(host: String, port: Int) -> EventLoopFuture<[SocketAddress]> { addresses(of: .inet6) }

  func cancelQueries() {}

  private func addresses(of family: NIOBSDSocket.ProtocolFamily) -> EventLoopFuture<[SocketAddress]> {
    addresses.current(on: eventLoop).map { [rotation] known in
      let own = known.filter { $0.protocol == family }
      guard !own.isEmpty else { return [] }
      let start = Int(UInt(bitPattern: rotation) % UInt(own.count))
      return Array(own[start...] + own[..<start])
    }
  }
}

/// Looks up the names of servers, each as often as its upstream says.
enum NameWatch {
  /// Runs until it is cancelled.
  static func run(_ servers: [UpstreamServer]) async {
    await withTaskGroup(of: Void.self) { tasks in
      for server in servers {
        guard let addresses = server.addresses else { continue }
        let pause = server.identity.options.resolveEvery
        tasks.addTask {
          while !Task.isCancelled {
            _ = try? await addresses.lookUp()
            try? await Task.sleep(for: pause)
          }
        }
      }
    }
  }
}
