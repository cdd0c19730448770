import RampartCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Writes whole lines to a descriptor, and keeps account of those that did not get there.
///
/// A disk that is full may take half a line. What comes later begins on a line of its own, so that one line is lost
/// and not two.
struct LogWriter {
  /// Writes some of the bytes: how many, or the negated error number.
  typealias WriteCall = @Sendable (Int32, UnsafeRawBufferPointer) -> Int

  static let system: WriteCall = { descriptor, bytes in
    let count = write(descriptor, bytes.baseAddress, bytes.count)
    return count < 0 ? -Int(errno) : count
  }

  private(set) var descriptor: Int32
  private let call: WriteCall
  private let onLoss: @Sendable (Int) -> Void
  /// Whether what was written last ends inside a line.
  private var isTorn = false
  /// Lines that nobody has been told of yet.
  private var lost = 0

  /// - Parameter onLoss: told of lines that could not be written.
  init(descriptor: Int32, call: @escaping WriteCall, onLoss: @escaping @Sendable (Int) -> Void) {
    self.descriptor = descriptor
    self.call = call
    self.onLoss = onLoss
  }

  /// Goes on with another file.
  mutating func use(_ descriptor: Int32) {
    self.descriptor = descriptor
    isTorn = false
  }

  /// Lines that were lost elsewhere, and counted there.
  mutating func addLost(_ count: Int) { lost += count }

  /// Writes lines, each with its line feed; first of all what has to be said of earlier ones.
  mutating func append(_ lines: ArraySlice<UInt8>) {
    guard !lines.isEmpty else { return }
    guard reportLoss() else { return lose(lines) }
    var rest = lines[(lines.startIndex + send(lines))...]
    // A line that lacks only its line feed gets that before the next one.
    if isTorn, rest.first == 0x0A { rest.removeFirst() }
    guard !rest.isEmpty else { return }
    lose(rest)
  }

  /// Says how many lines are missing, where some are.
  ///
  /// - Returns: whether the descriptor takes more.
  @discardableResult
  mutating func reportLoss() -> Bool {
    if isTorn, send([0x0A]) == 0 { return false }
    guard lost > 0 else { return true }
    let text =
      #"{"time":"\#(Timestamp.now())","level":"error","message":"log lines lost","count":\#(lost)}"# + "\n"
    let line = Array(text.utf8)
    let sent = send(line[...])
    // Without its line feed it says all the same what it has to say.
    if sent >= line.count - 1 { lost = 0 }
    return sent == line.count
  }

  private mutating func lose(_ rest: ArraySlice<UInt8>) {
    let count = rest.count { $0 == 0x0A }
    lost += count
    onLoss(count)
  }

  /// - Returns: how many of the bytes got there.
  private mutating func send(_ bytes: ArraySlice<UInt8>) -> Int {
    let sent = bytes.withUnsafeBytes { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        let written = call(descriptor, UnsafeRawBufferPointer(rebasing: rest))
        if written > 0 {
          rest = rest.dropFirst(written)
        } else if written == -Int(EAGAIN) {
          // A pipe is opened non-blocking, and a terminal may have been made so by somebody else.
          var poller = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          poll(&poller, 1, 1000)
        } else if written != -Int(EINTR) {
          break
        }
      }
      return bytes.count - rest.count
    }
    if sent > 0 { isTorn = bytes[bytes.startIndex + sent - 1] != 0x0A }
    return sent
  }
}
