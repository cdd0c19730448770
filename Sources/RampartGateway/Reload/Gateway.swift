import CoreMetrics
package import Logging
import NIOCore
import NIOPosix
package import RampartConfiguration
import RampartCore
import RampartRedis
import Synchronization

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The running gateway: its listeners, its event loops, and the configuration they serve.
package actor Gateway {
  private let workers: Workers
  let services: Services
  private let builder: PipelineBuilder
  private(set) var pipeline: Pipeline
  var listeners: [ServerAddress: Listener] = [:]
  private var health: Task<Void, Never>?
  private var watch: Task<Void, Never>?
  let logger: Logger
  /// What is left of it is being finished.
  var isDraining = false
  var handOver: HandOverServer?
  var whenHandedOver: @Sendable () -> Void = {}

  private static let watchInterval = Duration.seconds(2)

  /// Prepares everything and binds nothing.
  ///
  /// - Throws: `CertificateError`, `LogFileError`.
  package init(
    _ configuration: GatewayConfiguration,
    threads: Int,
    stateFolder: String,
    sockets: InheritedSockets = InheritedSockets(),
    logger: Logger
  ) async throws {
    let metrics = GatewayMetrics()
    let accessLog = LogOutput { metrics.droppedLogLines.increment(by: $0) }
    let auditLog = LogOutput { metrics.droppedLogLines.increment(by: $0) }
    self.logger = logger
    services = Services(metrics: metrics, accessLog: accessLog, auditLog: auditLog, logger: logger, sockets: sockets)
    let group = MultiThreadedEventLoopGroup(numberOfThreads: threads)
    builder = PipelineBuilder(metrics: metrics, stateFolder: stateFolder, group: group, logger: logger)
    pipeline = try builder.build(configuration, previous: nil)
    accessLog.use(try accessLog.open(configuration.log.access))
    auditLog.use(try auditLog.open(configuration.log.audit))
    workers = try await Workers(group, pipeline: pipeline, services: services)
  }

  /// Binds every address and serves.
  ///
  /// - Parameters:
  ///   - takesOver: a gateway with the same state folder that serves these addresses gives them to this one, and ends.
  ///   - whenHandedOver: this gateway's addresses were given to another one; stop it.
  /// - Throws: `ListenError`, `InheritedSocketError`; nothing stays bound then.
  package func start(takingOver takesOver: Bool, whenHandedOver: @escaping @Sendable () -> Void) async throws {
    self.whenHandedOver = whenHandedOver
    let predecessors = await predecessors(takesOver: takesOver, stateFolder: builder.stateFolder)
    do {
      listeners = try await bind(Array(pipeline.listeners.keys))
      try refuseUnusedSockets()
    } catch {
      for predecessor in predecessors { predecessor.giveUp() }
      for listener in listeners.values { await listener.close() }
      throw error
    }
    await succeed(predecessors)
    for listener in listeners.values { try await listener.accept() }
    beginWatching()
    services.isReady.store(true, ordering: .releasing)
    handOver = await handOverServer(stateFolder: builder.stateFolder, group: workers.group)
  }

  /// Takes a new configuration: made ready whole, then swapped. Where that fails, the old one goes on as it was.
  package func reload(_ configuration: GatewayConfiguration) async throws {
    let old = pipeline
    // What is kept of the old listeners must not change while the new ones are made of it.
    watch?.cancel()
    await watch?.value
    do {
      let fresh = try builder.build(configuration, previous: old)
      // INVARIANT: no request is served by the new pipeline before nothing can fail any more.
      let bound = try await replace(fresh.listeners.keys.filter { listeners[$0] == nil }, keeping: fresh) {
        try services.useLogs(configuration.log)
      }
      try await workers.onEach { $0.use(fresh) }
      pipeline = fresh
      for (address, settings) in old.listeners where fresh.listeners[address] != nil {
        if fresh.listeners[address]?.admission !== settings.admission { settings.admission.end() }
      }
      for listener in bound { try await listener.accept() }
      if let unused = old.controls.memory.redis?.client, unused !== fresh.controls.memory.redis?.client {
        Task {
          // Requests of the old configuration may still be asking it.
          try? await Task.sleep(for: old.limits.drain)
          await unused.shutdown()
        }
      }
      await close(listeners.keys.filter { fresh.listeners[$0] == nil })
      beginWatching()
      services.metrics.keep(fresh)
      services.metrics.reloaded("success")
    } catch {
      watchCertificates()
      services.metrics.keep(old)
      reopenLogs()
      services.metrics.reloaded("failure")
      throw error
    }
  }

  /// A reload that failed before there was a configuration to take.
  package func reloadFailed() {
    reopenLogs()
    services.metrics.reloaded("failure")
  }

  /// The logs of the old configuration are opened anew all the same: who asked for the reload may have renamed them, and
  /// cares nothing about a mistake in the file.
  private func reopenLogs() {
    for log in [services.accessLog, services.auditLog] {
      do throws(LogFileError) {
        try log.reopen()
      } catch {
        logger.error("not opened anew, the old file stays in use", metadata: ["reason": "\(error)"])
      }
    }
  }

  /// Stops accepting, lets requests finish, closes what is left after `limits.drain`, or at once when cancelled.
  package func stop() async {
    isDraining = true
    services.isReady.store(false, ordering: .releasing)
    health?.cancel()
    watch?.cancel()
    let admin = pipeline.configuration.admin?.address
    for (address, listener) in listeners where address != admin {
      await listener.close()
      listeners[address] = nil
    }
    try? await workers.onEach { $0.drain() }
    await waitForConnections(pipeline.limits.drain)
    if services.connections.total > 0 {
      logger.warning("connections closed before their answers", metadata: ["count": "\(services.connections.total)"])
      try? await workers.onEach { $0.endExchanges() }
      await waitForConnections(Self.farewell)
    }
    for listener in listeners.values { await listener.close() }
    await handOver?.close()
    await pipeline.controls.memory.redis?.client.shutdown()
    try? await workers.group.shutdownGracefully()
    services.accessLog.finish()
    services.auditLog.finish()
  }

  /// Time for what was ended to leave, and for the other ends of WebSockets to close.
  private static let farewell = Duration.seconds(1)

  private func waitForConnections(_ longest: Duration) async {
    let deadline = ContinuousClock.now + longest
    while services.connections.total > 0, ContinuousClock.now < deadline, !Task.isCancelled {
      try? await Task.sleep(for: .milliseconds(20))
    }
  }

  /// Binds what is new, without accepting, and does what else may fail. A port that moves from one host to another is
  /// let go first, and taken back if that fails.
  private func replace(
    _ missing: [ServerAddress],
    keeping fresh: Pipeline,
    _ finish: () throws -> Void
  ) async throws -> [Listener] {
    let ports = Set(missing.compactMap(\.port))
    let moving = listeners.keys.filter { address in
      fresh.listeners[address] == nil && address.port.map(ports.contains) == true
    }
    await close(moving)
    var bound: [ServerAddress: Listener] = [:]
    do {
      bound = try await bind(missing)
      try finish()
    } catch {
      for listener in bound.values { await listener.close() }
      let back = try await bind(moving)
      for listener in back.values { try await listener.accept() }
      listeners.merge(back) { _, new in new }
      throw error
    }
    listeners.merge(bound) { _, new in new }
    return Array(bound.values)
  }

  private func close(_ addresses: [ServerAddress]) async {
    for address in addresses {
      await listeners.removeValue(forKey: address)?.close()
    }
  }

  private func bind(_ addresses: [ServerAddress]) async throws -> [ServerAddress: Listener] {
    var bound: [ServerAddress: Listener] = [:]
    do {
      for address in addresses {
        bound[address] = try await Listener.bind(address, workers: workers, services: services)
      }
    } catch {
      for listener in bound.values { await listener.close() }
      throw error
    }
    return bound
  }

  private func beginWatching() {
    health?.cancel()
    let checker = HealthChecker(group: workers.group, logger: logger)
    health = Task { [pipeline] in
      async let names: Void = NameWatch.run(pipeline.servers)
      await checker.run(pipeline)
      await names
    }
    watchCertificates()
  }

  private func watchCertificates() {
    watch?.cancel()
    let contexts = pipeline.listeners.compactMap { address, listener in listener.tls.map { (address, $0) } }
    let builder = builder
    let logger = logger
    let usesLocal = pipeline.configuration.listeners.contains { $0.tls == .local }
    watch = Task {
      var failures: [ServerAddress: (reason: String, count: Int)] = [:]
      var warned: [ServerAddress: Int] = [:]
      while !Task.isCancelled {
        if usesLocal { _ = try? LocalAuthority(stateFolder: builder.stateFolder).leaf() }
        for (address, tls) in contexts {
          Self.warnOfExpiry(tls, at: address, logger, &warned)
          do {
            if try tls.renew() { logger.notice("certificate renewed", metadata: ["listen": "\(address)"]) }
            failures[address] = nil
          } catch {
            let reason = "\(error)"
            let count = failures[address].map { $0.reason == reason ? $0.count + 1 : 1 } ?? 1
            failures[address] = (reason, count)
            // Said once for each thing that is wrong, and not while the files are being replaced one after the other.
            if count == 2 {
              logger.error("certificate not renewed, the old one stays", metadata: ["reason": "\(reason)"])
            }
          }
        }
        try? await Task.sleep(for: Self.watchInterval)
      }
    }
  }

  /// Once for each day that is left, and at once where a renewed certificate is no better.
  private static func warnOfExpiry(
    _ tls: ListenerTLS,
    at address: ServerAddress,
    _ logger: Logger,
    _ warned: inout [ServerAddress: Int]
  ) {
    let days = Int((tls.notAfter.timeIntervalSinceNow / 86_400).rounded(.down))
    guard days < 14, warned.updateValue(days, forKey: address) != days else { return }
    logger.warning(
      days < 0 ? "the certificate has expired" : "the certificate expires soon",
      metadata: ["listen": "\(address)", "days": "\(days)"])
  }
}
