import Logging
import Synchronization

/// What all event loops share; each safe to use from any of them.
final class Services: Sendable {
  let metrics: GatewayMetrics
  let accessLog: LogOutput
  /// What rules of firewalls have matched.
  let auditLog: LogOutput
  let logger: Logger
  let connections = ConnectionCounter()
  let heldBodies = HeldBodies()
  let isReady = Atomic<Bool>(false)

  init(metrics: GatewayMetrics, accessLog: LogOutput, auditLog: LogOutput, logger: Logger) {
    self.metrics = metrics
    self.accessLog = accessLog
    self.auditLog = auditLog
    self.logger = logger
  }
}
