package import Logging
import Synchronization

/// The least severe level that is written, for all loggers together, so that a reload can change it.
package final class LogLevel: Sendable {
  private let level: Mutex<Logger.Level>

  package init(_ level: Logger.Level) {
    self.level = Mutex(level)
  }

  package var current: Logger.Level {
    get { level.withLock { $0 } }
    set { level.withLock { $0 = newValue } }
  }
}
