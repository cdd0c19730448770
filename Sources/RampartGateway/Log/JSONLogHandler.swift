package import Logging
import RampartCore

/// swift-log's messages as JSON lines.
package struct JSONLogHandler: LogHandler {
  package var metadata: Logger.Metadata = [:]
  package var metadataProvider: Logger.MetadataProvider?
  private let level: LogLevel
  private let sink: LogSink

  package init(level: LogLevel, sink: LogSink) {
    self.level = level
    self.sink = sink
  }

  package var logLevel: Logger.Level {
    get { level.current }
    set { level.current = newValue }
  }

  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  package func log(event: LogEvent) {
    var members: [JSONValue.Member] = [
      .init("time", .string(Timestamp.now())),
      .init("level", .string(event.level.rawValue)),
      .init("message", .string(event.message.description)),
    ]
    let all = metadata.merging(event.metadata ?? [:]) { _, own in own }
    for (key, value) in all.sorted(by: { $0.key < $1.key }) {
      members.append(.init(key, .string(value.description)))
    }
    sink.write(Array((JSONValue.object(members).serialized() + "\n").utf8))
  }
}
