import RampartConfiguration
import Synchronization

/// Where the lines of one log go; changed by a reload.
final class LogOutput: Sendable {
  private let destination: Mutex<(options: LogOptions.Destination, sink: LogSink?)>
  private let hasSink = Atomic<Bool>(false)
  private let onDrop: @Sendable (Int) -> Void

  init(onDrop: @escaping @Sendable (Int) -> Void) {
    self.onDrop = onDrop
    destination = Mutex((.off, nil))
  }

  var isOn: Bool { hasSink.load(ordering: .relaxed) }

  /// Changes the destination; the same file is opened anew.
  func use(_ options: LogOptions.Destination) throws(LogFileError) {
    let current = destination.withLock { $0 }
    if options == current.options, let sink = current.sink {
      try sink.reopen()
      return
    }
    let fresh: LogSink? =
      switch options {
      case .off: nil
      case .standardOutput: LogSink(descriptor: 1, onDrop: onDrop)
      case .file(let path): try LogSink(path: path, onDrop: onDrop)
      }
    let old = destination.withLock { destination in
      defer { destination = (options, fresh) }
      return destination.sink
    }
    hasSink.store(fresh != nil, ordering: .relaxed)
    old?.finish()
  }

  /// Lines, each with its line feed.
  func write(_ lines: [UInt8]) {
    let sink = destination.withLock(\.sink)
    sink?.write(lines)
  }

  func finish() {
    let sink = destination.withLock(\.sink)
    sink?.finish()
  }
}
