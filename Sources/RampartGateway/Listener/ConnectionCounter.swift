import NIOCore
import RampartCore
import Synchronization

/// Counts connections, in all and by client, and says when there are too many, or of whom there were floods (CWE-770).
final class ConnectionCounter: Sendable {
  private struct Counts {
    var total = 0
    var byClient: [IPAddress: Int] = [:]
    var floods = FloodPenalties()
  }

  enum Refusal: String, Sendable {
    case connections
    case connectionsPerClient
    case floods
  }

  private let counts = Mutex(Counts())

  var total: Int { counts.withLock(\.total) }

  func open(limit: Int) -> Refusal? {
    counts.withLock { counts in
      guard counts.total < limit else { return .connections }
      counts.total += 1
      return nil
    }
  }

  func close() {
    counts.withLock { $0.total -= 1 }
  }

  func openClient(_ client: IPAddress, limit: Int, now: NIODeadline = .now()) -> Refusal? {
    let key = Self.key(client)
    return counts.withLock { counts in
      guard !counts.floods.isRefused(key, now: now) else { return .floods }
      let count = counts.byClient[key, default: 0]
      guard count < limit else { return .connectionsPerClient }
      counts.byClient[key] = count + 1
      return nil
    }
  }

  func closeClient(_ client: IPAddress) {
    let key = Self.key(client)
    counts.withLock { counts in
      let count = counts.byClient[key, default: 0]
      counts.byClient[key] = count > 1 ? count - 1 : nil
    }
  }

  /// A connection of this client was ended for a flood.
  func flooded(by client: IPAddress, now: NIODeadline = .now()) {
    counts.withLock { $0.floods.add(Self.key(client), now: now) }
  }

  // One subscriber holds a whole /64.
  static func key(_ client: IPAddress) -> IPAddress {
    client.family == .v4 ? client : IPAddress(v6: (client.bits >> 64) << 64)
  }
}
