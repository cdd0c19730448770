import Logging
import Synchronization

/// What all event loops share; each safe to use from any of them.
final class Services: Sendable {
  let metrics: GatewayMetrics
  let accessLog: AccessLog
  let logger: Logger
  let connections = ConnectionCounter()
  let heldBodies = HeldBodies()
  let isReady = Atomic<Bool>(false)

  init(metrics: GatewayMetrics, accessLog: AccessLog, logger: Logger) {
    self.metrics = metrics
    self.accessLog = accessLog
    self.logger = logger
  }
}
