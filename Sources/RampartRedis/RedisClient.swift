public import Logging
public import NIOCore
import RampartCore
import Synchronization

/// A client of one Redis or Valkey server, or of a cluster through one of its nodes.
///
/// Commands of all tasks share one connection for each node: they leave in order, without waiting for each other, and
/// replies come back in the same order. The connection is made at the first command and made again when it is lost.
///
/// ```swift
/// let client = RedisClient(try RedisOptions(url: "redis://127.0.0.1:6379/0"), group: group)
/// let count = try await client.send(["INCR", "visits"]).integer
/// await client.shutdown()
/// ```
///
/// Nothing is sent twice: a command that fails with `connectionLost` or `timeout` may have been run.
public final class RedisClient: Sendable {
  private let options: RedisOptions
  private let group: any EventLoopGroup
  private let logger: Logger
  private let nodes: Mutex<ClusterNodes>

  private static let maximumRedirects = 3

  /// A client that is not connected yet.
  ///
  /// - Parameters:
  ///   - options: where the server is and how long to wait for it.
  ///   - group: has to outlive the client; each connection stays on one of its event loops.
  ///   - logger: hears when a server is lost and when it is back.
  public init(
    _ options: RedisOptions,
    group: any EventLoopGroup,
    logger: Logger = Logger(label: "rampart.redis")
  ) {
    self.options = options
    self.group = group
    self.logger = logger
    nodes = Mutex(
      ClusterNodes(home: RedisNode(options.address, options: options, loop: group.next(), logger: logger)))
  }

  /// Sends one command and waits for its reply. Cancelling the task does not end the wait; the timeouts do.
  ///
  /// - Parameter command: the name and the arguments, each of any length and with any characters.
  /// - Returns: the reply. An error inside an aggregate is a value of it.
  /// - Throws: `RedisError`: `unavailable` and `overloaded` where nothing was sent, `answer` where the server
  ///   answered with an error, and otherwise what became of the connection.
  public func send(_ command: [String]) async throws(RedisError) -> RESPValue {
    try await send(command, slot: nil)
  }

  /// Runs a script by its digest, and by its text where the server does not know it yet.
  ///
  /// - Parameters:
  ///   - script: what to run.
  ///   - keys: what it reads and writes; of one slot in a cluster.
  ///   - arguments: everything else.
  /// - Throws: as `send`.
  public func evaluate(
    _ script: RedisScript,
    keys: [String],
    arguments: [String]
  ) async throws(RedisError) -> RESPValue {
    let operands = [String(keys.count)] + keys + arguments
    let slot = keys.first.map(ClusterSlot.of)
    guard let digest = try await digest(of: script) else {
      return try await send(["EVAL", script.source] + operands, slot: slot)
    }
    do throws(RedisError) {
      return try await send(["EVALSHA", digest] + operands, slot: slot)
    } catch {
      guard error.answerCode == "NOSCRIPT" else { throw error }
      return try await send(["EVAL", script.source] + operands, slot: slot)
    }
  }

  /// Closes all connections. Commands without a reply fail, later ones too.
  public func shutdown() async {
    for node in nodes.withLock({ $0.shutDown() }) { await node.shutdown() }
  }

  /// The server computes it, so that no SHA-1 is needed here. One that may not load scripts gets their text.
  private func digest(of script: RedisScript) async throws(RedisError) -> String? {
    if let digest = script.digest { return digest }
    do throws(RedisError) {
      guard let digest = try await send(["SCRIPT", "LOAD", script.source]).text, script.learn(digest: digest) else {
        return nil
      }
      return digest
    } catch {
      guard error.kind == .answer else { throw error }
      return nil
    }
  }
}

extension RedisClient {
  private func send(_ command: [String], slot: Int?) async throws(RedisError) -> RESPValue {
    let bytes = RESPEncoder.encode(command)
    var node = nodes.withLock { $0.node(for: slot) }
    var isAsking = false
    for _ in 0...Self.maximumRedirects {
      let reply = try await submit(bytes, to: node, isAsking: isAsking, slot: slot)
      guard case .error(let message) = reply else { return reply }
      guard let redirect = ClusterRedirect(message, from: node.address) else { throw .answered(message) }
      node = try nodes.withLock { nodes throws(RedisError) in try nodes.node(at: redirect, make: newNode) }
      isAsking = redirect.isAsk
    }
    throw RedisError(.redirects, "the cluster sent a command from node to node more than 3 times")
  }

  private func submit(
    _ bytes: ByteBuffer,
    to node: RedisNode,
    isAsking: Bool,
    slot: Int?
  ) async throws(RedisError) -> RESPValue {
    do throws(RedisError) {
      return try await node.submit(bytes, isAsking: isAsking)
    } catch {
      // The slot may have another node now, which the first node knows.
      if let slot { nodes.withLock { $0.forget(slot) } }
      throw error
    }
  }

  private func newNode(_ address: ServerAddress) -> RedisNode {
    RedisNode(address, options: options, loop: group.next(), logger: logger)
  }
}
