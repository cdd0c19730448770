import Logging
import RampartConfiguration
import Synchronization

/// What all event loops share; each safe to use from any of them.
final class Services: Sendable {
  let metrics: GatewayMetrics
  let accessLog: LogOutput
  /// What rules of firewalls have matched.
  let auditLog: LogOutput
  let logger: Logger
  let sockets: InheritedSockets
  let connections = ConnectionCounter()
  let heldBodies = HeldBodies()
  let isReady = Atomic<Bool>(false)

  init(
    metrics: GatewayMetrics,
    accessLog: LogOutput,
    auditLog: LogOutput,
    logger: Logger,
    sockets: InheritedSockets = InheritedSockets()
  ) {
    self.sockets = sockets
    self.metrics = metrics
    self.accessLog = accessLog
    self.auditLog = auditLog
    self.logger = logger
  }

  /// Changes where the logs go: both, or neither where one cannot be opened.
  func useLogs(_ options: LogOptions) throws(LogFileError) {
    let access = try accessLog.open(options.access)
    let audit: LogOutput.Change
    do throws(LogFileError) {
      audit = try auditLog.open(options.audit)
    } catch {
      accessLog.discard(access)
      throw error
    }
    accessLog.use(access)
    auditLog.use(audit)
  }
}
