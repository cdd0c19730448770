public import RampartCore
import Synchronization

/// Keeps counts in this process, for a bounded number of keys.
///
/// Memory grows with the keys that are in use, up to 1.25 slots of 33 bytes and a share of a floor for each key of the
/// capacity: about 44 bytes for each.
///
/// What happens when there are more keys than that:
///
/// 1. A key whose count is worth nothing any more (it has waited long enough) makes room first. Nothing is lost.
/// 2. Otherwise the key makes room that has used the least. A key at its limit has used the most, so that a flood of
///    fresh keys pushes out itself and its like.
/// 3. What is pushed out is not forgotten: its bucket keeps the maximum of all that it has forgotten, its floor, and a
///    key that the bucket does not know starts from there.
///
/// INVARIANT: what the store holds for a key, its own state or the floor it would start from, is at least what it has
/// admitted of that key. As the arithmetic is monotone, whatever passes would pass an exact limit too: a store
/// that is too small gets stricter, never laxer. (Counting with a bounded number of counters, and erring on one side,
/// is the idea of "space-saving" by Metwally, Agrawal and El Abbadi, 2005.)
public final class MemoryRateLimitStore: RateLimitStore, SuspendingRateLimitStore {
  private let plan: RateLimitPlan
  private let clock: MonotonicClock
  private let shards: [Shard]

  // A class of its own each, so that the locks do not share a cache line.
  private final class Shard: Sendable {
    let table: Mutex<RateLimitTable>

    init(_ table: consuming RateLimitTable) {
      self.table = Mutex(table)
    }
  }

  private static let largestShardCount = 64
  /// Below this, a shard would be too small to even out how many keys fall into it.
  private static let smallestShard = 1024

  /// - Throws: where the options make no limit.
  public convenience init(_ options: RateLimitOptions, clock: MonotonicClock = .system) throws(InvalidOption) {
    try options.check()
    self.init(plan: try options.plan(ticksPerSecond: 1_000_000_000), capacity: options.capacity, clock: clock)
  }

  init(plan: RateLimitPlan, capacity: Int, clock: MonotonicClock) {
    self.plan = plan
    self.clock = clock
    let count = max(1, min(Self.largestShardCount, capacity / Self.smallestShard))
    let capacityOfShard = (capacity + count - 1) / count
    shards = (0..<count).map { _ in Shard(RateLimitTable(plan: plan, capacity: capacityOfShard)) }
  }

  public func apply(_ action: RateLimitAction, cost: Int, to key: RateLimitKeyHash) -> RateLimitOutcome {
    let shard = shards[Int(key.second.multipliedFullWidth(by: UInt64(shards.count)).high)]
    // Read outside the lock, so another thread may have come with a later instant: the table keeps the latest.
    let now = clock.now
    return shard.table.withLock { $0.apply(action, cost: cost, to: key, at: now) }
  }

  /// How many keys are remembered; for metrics and tests.
  package var count: Int {
    shards.reduce(0) { $0 + $1.table.withLock { $0.count } }
  }

  /// How many keys were pushed out while they were still worth something.
  package var evictions: Int {
    shards.reduce(0) { $0 + $1.table.withLock { $0.evictions } }
  }

  /// The bytes of its tables; for metrics and tests.
  package var byteCount: Int {
    shards.reduce(0) { $0 + $1.table.withLock { $0.byteCount } }
  }
}
