import Logging
import Synchronization

/// Keeps the messages of a logger.
final class RecordingLog: Sendable {
  private let messages = Mutex<[String]>([])

  var lines: [String] { messages.withLock { $0 } }

  var logger: Logger { Logger(label: "audit") { _ in Handler(log: self) } }

  private struct Handler: LogHandler {
    let log: RecordingLog
    var logLevel = Logger.Level.notice
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?

    init(log: RecordingLog) {
      self.log = log
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      log.messages.withLock { $0.append("\(event.message)") }
    }
  }
}
