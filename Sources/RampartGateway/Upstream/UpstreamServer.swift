import CoreMetrics
import Logging
import NIOCore
import NIOSSL
import RampartConfiguration
import Synchronization

/// One server of an upstream, as all event loops see it: how busy it is and whether it is well.
final class UpstreamServer: Sendable {
  /// What makes two servers of two configurations the same, so that a reload keeps connections and health.
  struct Identity: Hashable {
    var upstream: String
    var address: UpstreamServerAddress
    /// With what the files hold that they name.
    var options: UpstreamOptions
    /// Whom to trust where the options do not say; nil where nobody's certificate is looked at.
    var systemAuthorities: SystemAuthorities?

    init(
      upstream: String, address: UpstreamServerAddress, options: UpstreamOptions,
      systemAuthorities: SystemAuthorities? = nil
    ) {
      self.upstream = upstream
      self.address = address
      self.options = options
      let trustsSystem = address.isTLS && options.tls?.value.authority == nil
      self.systemAuthorities = trustsSystem ? systemAuthorities : nil
    }
  }

  let identity: Identity
  let label: String
  let tls: UpstreamTLS?
  /// Nil for a server that is named by its address.
  let addresses: ServerAddresses?
  let metrics: UpstreamServerMetrics

  private let requestsInFlight = Atomic<Int>(0)
  private let health = Mutex(ServerHealth())
  // Copies of what is in `health`, for each request to read without waiting.
  private let hasFailures = Atomic<Bool>(false)
  private let ejectedUntil = Atomic<UInt64>(0)
  private let failsProbes = Atomic<Bool>(false)

  /// How long a server is left alone after `ServerHealth.failuresToEject`, if there is another.
  static let ejection = TimeAmount.seconds(10)

  init(
    identity: Identity,
    tls: UpstreamTLS?,
    addresses: ServerAddresses? = nil,
    metrics: UpstreamServerMetrics
  ) {
    self.identity = identity
    self.label = identity.address.description
    self.tls = tls
    self.addresses = addresses
    self.metrics = metrics
    metrics.healthy.set(1)
  }

  var timeouts: UpstreamOptions.Timeouts { identity.options.timeouts }
  var inFlight: Int { requestsInFlight.load(ordering: .relaxed) }
  /// Whether as many probes in a row have failed as its upstream says; false without `health`.
  var isFailingProbes: Bool { failsProbes.load(ordering: .relaxed) }

  func isEjected(at now: NIODeadline) -> Bool {
    ejectedUntil.load(ordering: .relaxed) > now.uptimeNanoseconds
  }

  func requestBegan() {
    requestsInFlight.add(1, ordering: .relaxed)
  }

  func requestEnded() {
    requestsInFlight.subtract(1, ordering: .relaxed)
  }

  /// A request was answered, with whatever status.
  func answered(_ logger: Logger) {
    guard hasFailures.load(ordering: .relaxed) else { return }
    change(logger) { $0.answered() }
  }

  /// A request was not answered.
  func failed(_ failure: UpstreamFailure, at now: NIODeadline, _ logger: Logger) {
    metrics.failures.increment()
    change(logger, reason: failure.description) { [self] health in
      let change = health.failed()
      if health.failures >= ServerHealth.failuresToEject {
        ejectedUntil.store((now + Self.ejection).uptimeNanoseconds, ordering: .relaxed)
      }
      return change
    }
  }

  /// - Parameter failure: nil if the probe passed.
  /// - Returns: whether the server fails its probes from now on.
  func probed(failure: String?, _ options: UpstreamOptions.Health, _ logger: Logger) -> Bool {
    change(logger, reason: failure) { $0.probed(hasPassed: failure == nil, options) } == .failsProbes
  }

  @discardableResult
  private func change(
    _ logger: Logger,
    reason: String? = nil,
    _ body: (inout ServerHealth) -> ServerHealth.Change?
  ) -> ServerHealth.Change? {
    let change = health.withLock { health in
      let change = body(&health)
      hasFailures.store(health.failures > 0, ordering: .relaxed)
      failsProbes.store(health.isFailingProbes, ordering: .relaxed)
      if health.failures == 0 { ejectedUntil.store(0, ordering: .relaxed) }
      // Inside, so that the last change is the last thing the metric is told.
      metrics.healthy.set(health.isWell ? 1 : 0)
      return change
    }
    if let change { log(change, reason, logger) }
    return change
  }

  private func log(_ change: ServerHealth.Change, _ reason: String?, _ logger: Logger) {
    let about: Logger.Metadata = ["upstream": "\(identity.upstream)", "server": "\(label)"]
    let reasoned = reason.map { about.merging(["reason": "\($0)"]) { $1 } } ?? about
    switch change {
    // Each further failure is in the metrics and, as a decision, in the access log.
    case .firstFailure: logger.warning("server failed", metadata: reasoned)
    case .ejected:
      logger.warning(
        "server is not well",
        metadata: reasoned.merging(["failures": "\(ServerHealth.failuresToEject) requests in a row"]) { $1 })
    case .failsProbes: logger.warning("server is not well", metadata: reasoned)
    case .answersAgain: logger.notice("server answers again", metadata: about)
    case .passesProbes: logger.notice("server is well again", metadata: about)
    }
  }
}

/// How an `https` server is verified.
struct UpstreamTLS: Sendable {
  let context: NIOSSLContext
  /// Nil for an address without a name.
  let serverName: String?
}
