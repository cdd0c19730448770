import RampartConfiguration
import Synchronization

/// Where the lines of one log go; changed by a reload.
final class LogOutput: Sendable {
  /// Another destination, opened and not yet used.
  struct Change {
    fileprivate enum Step {
      /// The same file, opened anew.
      case reopen(LogSink, LogSink.Reopened)
      case replace(LogOptions.Destination, LogSink?)
    }

    fileprivate let step: Step?
  }

  private let destination: Mutex<(options: LogOptions.Destination, sink: LogSink?)>
  private let hasSink = Atomic<Bool>(false)
  private let onDrop: @Sendable (Int) -> Void

  init(onDrop: @escaping @Sendable (Int) -> Void) {
    self.onDrop = onDrop
    destination = Mutex((.off, nil))
  }

  var isOn: Bool { hasSink.load(ordering: .relaxed) }

  /// Opens a destination, the file of the present one anew. Nothing goes there before `use`.
  func open(_ options: LogOptions.Destination) throws(LogFileError) -> Change {
    let current = destination.withLock { $0 }
    if options == current.options, let sink = current.sink {
      return Change(step: try sink.reopened().map { .reopen(sink, $0) })
    }
    let fresh: LogSink? =
      switch options {
      case .off: nil
      case .standardOutput: LogSink(descriptor: 1, onDrop: onDrop)
      case .file(let path): try LogSink(path: path, onDrop: onDrop)
      }
    return Change(step: .replace(options, fresh))
  }

  func use(_ change: Change) {
    switch change.step {
    case nil: break
    case .reopen(let sink, let file): sink.use(file)
    case .replace(let options, let fresh):
      let old = destination.withLock { destination in
        defer { destination = (options, fresh) }
        return destination.sink
      }
      hasSink.store(fresh != nil, ordering: .relaxed)
      old?.finish()
    }
  }

  /// Lets go of what was opened and is not to be used.
  func discard(_ change: Change) {
    switch change.step {
    case nil: break
    case .reopen(_, let file): file.close()
    case .replace(_, let fresh): fresh?.finish()
    }
  }

  /// Opens the file anew, so that a rotated one is let go.
  func reopen() throws(LogFileError) {
    use(try open(destination.withLock(\.options)))
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
