import RampartCore
import Synchronization

/// Writes down what it is told, in order.
final class RecordingTicket: ExchangeTicket {
  private let events = Mutex<[String]>([])

  var told: [String] { events.withLock { $0 } }

  func answered(status: Int) { events.withLock { $0.append("answered \(status)") } }
  func ended() { events.withLock { $0.append("ended") } }

  func note(_ event: String) { events.withLock { $0.append(event) } }

  /// Waits until the exchange is over, for two seconds at most.
  func waitForEnd() async throws {
    for _ in 0..<200 where !told.contains("ended") { try await Task.sleep(for: .milliseconds(10)) }
  }
}
