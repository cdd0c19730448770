import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Writes lines to a file descriptor from a thread of its own, so that a slow disk never stops an event loop.
///
/// Lines wait in memory up to a bound. What does not fit behind a stuck reader is counted and reported, both by a
/// metric and by a line of its own as soon as the reader moves on; nothing is lost in silence.
package final class LogSink: Sendable {
  /// Bytes that may wait.
  static let capacity = 8 << 20

  /// How long the end waits for a reader that is stuck.
  static let patience = 2.0

  private struct State {
    var waiting: [UInt8] = []
    var dropped = 0
    var isClosed = false
    /// The file, opened anew, for what is queued behind so many bytes.
    var replacement: (descriptor: Int32, offset: Int)?
  }

  private let state = Mutex(State())
  private let path: String?
  private let wakeUp = Signal()
  private let onDrop: @Sendable (Int) -> Void
  private let call: LogWriter.WriteCall

  /// A sink to an open descriptor, which stays open.
  package convenience init(descriptor: Int32, onDrop: @escaping @Sendable (Int) -> Void = { _ in }) {
    self.init(descriptor: descriptor, path: nil, onDrop: onDrop)
  }

  /// A sink that appends to a file, made with mode 0640 where there is none.
  package convenience init(path: String, onDrop: @escaping @Sendable (Int) -> Void = { _ in }) throws(LogFileError) {
    self.init(descriptor: try Self.open(path), path: path, onDrop: onDrop)
  }

  /// - Parameter call: writes bytes; another one in tests.
  init(
    descriptor: Int32,
    path: String?,
    call: @escaping LogWriter.WriteCall = LogWriter.system,
    onDrop: @escaping @Sendable (Int) -> Void
  ) {
    self.path = path
    self.onDrop = onDrop
    self.call = call
    LogThread.start { [self] in run(descriptor) }
  }

  /// Queues one line, its line feed included.
  package func write(_ line: [UInt8]) {
    let wasEmpty = state.withLock { state in
      guard !state.isClosed else { return false }
      guard state.waiting.count + line.count <= Self.capacity else {
        state.dropped += 1
        onDrop(1)
        return false
      }
      let wasEmpty = state.waiting.isEmpty
      state.waiting += line
      return wasEmpty
    }
    if wasEmpty { wakeUp.raise() }
  }

  /// The same file, opened anew and not yet used: exactly one of `use` and `close` must follow.
  package struct Reopened: Sendable {
    fileprivate let descriptor: Int32

    package func close() { Glibc.close(descriptor) }
  }

  /// Opens the file anew; nil where there is no file.
  package func reopened() throws(LogFileError) -> Reopened? {
    try path.map { path throws(LogFileError) in Reopened(descriptor: try Self.open(path)) }
  }

  /// Goes on with the file that was opened anew, and lets go of the one before, which may have been renamed.
  package func use(_ file: Reopened) {
    let unused = state.withLock { state in
      defer { state.replacement = (file.descriptor, state.waiting.count) }
      return state.replacement?.descriptor
    }
    if let unused { close(unused) }
    wakeUp.raise()
  }

  /// Writes what waits, ends the thread and closes the file; waits for that no longer than `patience`. Call once.
  package func finish() {
    state.withLock { $0.isClosed = true }
    wakeUp.raise()
    wakeUp.waitUntilFinished(seconds: Self.patience)
  }

  private static func open(_ path: String) throws(LogFileError) -> Int32 {
    // A FIFO nobody reads would hold up the start for ever; a regular file knows no difference.
    let descriptor = Glibc.open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0o640)
    guard descriptor >= 0 else {
      let reason = errno == ENXIO ? "it is a FIFO or socket that nobody reads" : String(cString: strerror(errno))
      throw LogFileError(path: path, reason: reason)
    }
    return descriptor
  }

  private func run(_ first: Int32) {
    var writer = LogWriter(descriptor: first, call: call, onLoss: onDrop)
    while true {
      wakeUp.wait()
      let work = state.withLock { state in
        defer {
          state.waiting = []
          state.dropped = 0
          state.replacement = nil
        }
        return state
      }
      if let (replacement, offset) = work.replacement {
        writer.append(work.waiting[..<offset])
        close(writer.descriptor)
        writer.use(replacement)
      }
      writer.append(work.waiting[(work.replacement?.offset ?? 0)...])
      writer.addLost(work.dropped)
      writer.reportLoss()
      if work.isClosed {
        if path != nil { close(writer.descriptor) }
        wakeUp.finish()
        return
      }
    }
  }
}

/// A log file that cannot be opened.
package struct LogFileError: Error, CustomStringConvertible {
  package var path: String
  package var reason: String

  package var description: String { "cannot open the log `\(path)`: \(reason)" }
}
