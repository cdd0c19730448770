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

  private struct State {
    var waiting: [UInt8] = []
    var dropped = 0
    var isClosed = false
  }

  private let state = Mutex(State())
  private let path: String?
  private let descriptor: Mutex<Int32>
  private let wakeUp: Signal
  private let onDrop: @Sendable (Int) -> Void

  /// A sink to an open descriptor, which stays open.
  package convenience init(descriptor: Int32, onDrop: @escaping @Sendable (Int) -> Void = { _ in }) {
    self.init(descriptor: descriptor, path: nil, onDrop: onDrop)
  }

  /// A sink that appends to a file, made with mode 0640 where there is none.
  package convenience init(path: String, onDrop: @escaping @Sendable (Int) -> Void = { _ in }) throws(LogFileError) {
    self.init(descriptor: try Self.open(path), path: path, onDrop: onDrop)
  }

  private init(descriptor: Int32, path: String?, onDrop: @escaping @Sendable (Int) -> Void) {
    self.descriptor = Mutex(descriptor)
    self.path = path
    self.onDrop = onDrop
    wakeUp = Signal()
    LogThread.start { [self] in run() }
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

  /// Opens the file anew, so that a rotated one is let go.
  package func reopen() throws(LogFileError) {
    guard let path else { return }
    let fresh = try Self.open(path)
    descriptor.withLock { descriptor in
      close(descriptor)
      descriptor = fresh
    }
  }

  /// Writes what waits and ends the thread; returns when all is written.
  package func finish() {
    state.withLock { $0.isClosed = true }
    wakeUp.raise()
    wakeUp.waitUntilFinished()
  }

  private static func open(_ path: String) throws(LogFileError) -> Int32 {
    let descriptor = Glibc.open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o640)
    guard descriptor >= 0 else { throw LogFileError(path: path, reason: String(cString: strerror(errno))) }
    return descriptor
  }

  private func run() {
    while true {
      wakeUp.wait()
      let (bytes, dropped, isClosed) = state.withLock { state in
        defer {
          state.waiting = []
          state.dropped = 0
        }
        return (state.waiting, state.dropped, state.isClosed)
      }
      if !bytes.isEmpty { writeAll(bytes) }
      if dropped > 0 {
        writeAll(Array(#"{"level":"error","message":"log lines lost","count":\#(dropped)}"#.utf8) + [0x0A])
      }
      let isDone = isClosed && state.withLock { $0.waiting.isEmpty }
      if isDone {
        wakeUp.finish()
        return
      }
    }
  }

  private func writeAll(_ bytes: [UInt8]) {
    let descriptor = descriptor.withLock { $0 }
    bytes.withUnsafeBytes { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        let written = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if written > 0 {
          rest = rest.dropFirst(written)
        } else if errno == EAGAIN {
          // Standard output may be a terminal or a pipe that somebody else made non-blocking.
          var poller = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          poll(&poller, 1, 1000)
        } else if errno != EINTR {
          onDrop(1)
          return
        }
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
