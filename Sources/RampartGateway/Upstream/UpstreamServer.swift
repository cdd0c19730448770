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
    var options: UpstreamOptions
  }

  let identity: Identity
  let label: String
  let tls: UpstreamTLS?
  let metrics: UpstreamServerMetrics

  private let requestsInFlight = Atomic<Int>(0)
  private let consecutiveFailures = Atomic<Int>(0)
  private let ejectedUntil = Atomic<UInt64>(0)
  private let isProbedWell = Atomic<Bool>(true)

  /// Failures in a row after which a server is left alone for a while.
  static let failuresToEject = 3
  static let ejection = TimeAmount.seconds(10)

  init(identity: Identity, tls: UpstreamTLS?, metrics: UpstreamServerMetrics) {
    self.identity = identity
    self.label = identity.address.description
    self.tls = tls
    self.metrics = metrics
    metrics.healthy.set(1)
  }

  var timeouts: UpstreamOptions.Timeouts { identity.options.timeouts }
  var inFlight: Int { requestsInFlight.load(ordering: .relaxed) }
  /// What its health path said last; true where it has none.
  var isWell: Bool { isProbedWell.load(ordering: .relaxed) }

  func isEjected(at now: NIODeadline) -> Bool {
    ejectedUntil.load(ordering: .relaxed) > now.uptimeNanoseconds
  }

  func requestBegan() {
    requestsInFlight.add(1, ordering: .relaxed)
  }

  func requestEnded() {
    requestsInFlight.subtract(1, ordering: .relaxed)
  }

  /// - Returns: whether that is news.
  func succeeded() -> Bool {
    guard consecutiveFailures.load(ordering: .relaxed) != 0 else { return false }
    return consecutiveFailures.exchange(0, ordering: .relaxed) != 0
  }

  /// - Returns: whether that is news.
  func failed(at now: NIODeadline) -> Bool {
    let failures = consecutiveFailures.add(1, ordering: .relaxed).newValue
    if failures >= Self.failuresToEject {
      ejectedUntil.store((now + Self.ejection).uptimeNanoseconds, ordering: .relaxed)
    }
    return failures == 1
  }

  /// What messages about it say.
  var logged: Logger.Metadata { ["upstream": "\(identity.upstream)", "server": "\(label)"] }

  /// - Returns: whether that is news.
  func probed(isWell: Bool) -> Bool {
    let wasWell = isProbedWell.exchange(isWell, ordering: .relaxed)
    if isWell {
      consecutiveFailures.store(0, ordering: .relaxed)
      ejectedUntil.store(0, ordering: .relaxed)
    }
    metrics.healthy.set(isWell ? 1 : 0)
    return wasWell != isWell
  }
}

/// How an `https` server is verified.
struct UpstreamTLS: Sendable {
  let context: NIOSSLContext
  /// Nil for an address without a name.
  let serverName: String?
}
