import Synchronization

/// How many requests of each key are in flight. A key without any takes no memory.
final class ConcurrencyCounts: Sendable {
  enum Entry {
    case admitted
    /// So many of the key are in flight already.
    case exceeded
    /// No more keys can be told apart.
    case full
  }

  private final class Shard: Sendable {
    let counts = Mutex<[RateLimitKeyHash: Int]>([:])
  }

  private let shards = (0..<16).map { _ in Shard() }
  private let capacityOfShard: Int

  init(capacity: Int) {
    capacityOfShard = max(1, (capacity + shards.count - 1) / shards.count)
  }

  func enter(_ key: RateLimitKeyHash, limit: Int) -> Entry {
    shard(of: key).counts.withLock { counts in
      let count = counts[key] ?? 0
      guard count < limit else { return .exceeded }
      guard count > 0 || counts.count < capacityOfShard else { return .full }
      counts[key] = count + 1
      return .admitted
    }
  }

  func leave(_ key: RateLimitKeyHash) {
    shard(of: key).counts.withLock { counts in
      guard let count = counts[key] else { return }
      counts[key] = count > 1 ? count - 1 : nil
    }
  }

  /// The keys with requests in flight, and the requests.
  var totals: (keys: Int, requests: Int) {
    shards.reduce((0, 0)) { sum, shard in
      shard.counts.withLock { (sum.0 + $0.count, sum.1 + $0.values.reduce(0, +)) }
    }
  }

  private func shard(of key: RateLimitKeyHash) -> Shard {
    shards[Int(key.second.multipliedFullWidth(by: UInt64(shards.count)).high)]
  }
}
