import Dispatch

/// Wakes one waiting thread; raising it several times before it wakes counts once or more, never less.
final class Signal: Sendable {
  private let semaphore = DispatchSemaphore(value: 0)
  private let finished = DispatchSemaphore(value: 0)

  func raise() { semaphore.signal() }
  func wait() { semaphore.wait() }
  func finish() { finished.signal() }
  func waitUntilFinished(seconds: Double) { _ = finished.wait(timeout: .now() + seconds) }
}

/// A thread that may block.
enum LogThread {
  static func start(_ body: @escaping @Sendable () -> Void) {
    DispatchQueue(label: "rampart.log", qos: .utility).async(execute: body)
  }
}
