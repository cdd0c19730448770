import RampartCore
import Synchronization

/// How much of request bodies is held in memory, by all event loops together, because controls want to see it.
///
/// One client holds an eighth at most, so that nobody alone takes the room of all others (CWE-770).
final class HeldBodies: Sendable {
  static let clientsShare = 8

  private struct Counts {
    var total = 0
    var byClient: [IPAddress: Int] = [:]
  }

  private let counts = Mutex(Counts())

  /// Bytes.
  var total: Int { counts.withLock(\.total) }

  /// - Returns: false where there is no room for so many bytes more; then none are taken.
  func take(_ bytes: Int, for client: IPAddress, limit: Int) -> Bool {
    let client = ConnectionCounter.key(client)
    return counts.withLock { counts in
      let own = counts.byClient[client, default: 0] + bytes
      guard counts.total + bytes <= limit, own <= limit / Self.clientsShare else { return false }
      counts.total += bytes
      counts.byClient[client] = own
      return true
    }
  }

  func give(back bytes: Int, of client: IPAddress) {
    guard bytes > 0 else { return }
    let client = ConnectionCounter.key(client)
    counts.withLock { counts in
      counts.total -= bytes
      let own = counts.byClient[client, default: 0] - bytes
      counts.byClient[client] = own > 0 ? own : nil
    }
  }
}
