/// A part of a store: a hash table of buckets of 16 slots that grows with its keys up to a fixed size.
///
/// A key belongs to two buckets and lives in either, which fills them so evenly that hardly one overflows before
/// nearly all are full (Azar, Broder, Karlin and Upfal, "Balanced allocations", 1994). Which two, only the secret
/// of the hash knows.
struct RateLimitTable: ~Copyable {
  let plan: RateLimitPlan
  /// How many buckets there can be.
  let largest: Int
  var tags: [SlotTags] = []
  var slots: [RateLimitSlot] = []
  /// What each bucket has forgotten; empty as long as nothing was.
  var floors: [RateLimitState] = []
  /// The clock never goes back here, even where threads come with instants out of order.
  private(set) var latest: UInt64 = 0
  var count = 0
  var evictions = 0

  init(plan: RateLimitPlan, capacity: Int) {
    self.plan = plan
    // Four fifths full at its capacity.
    largest = max(1, (capacity * 5 / 4 + SlotTags.count - 1) / SlotTags.count)
  }

  var byteCount: Int {
    tags.count * MemoryLayout<SlotTags>.stride + slots.count * MemoryLayout<RateLimitSlot>.stride
      + floors.count * MemoryLayout<RateLimitState>.stride
  }

  struct Place {
    var bucket: Int
    var slot: Int

    var index: Int { bucket * SlotTags.count + slot }
  }

  mutating func apply(
    _ action: RateLimitAction,
    cost: Int,
    to key: RateLimitKeyHash,
    at time: UInt64
  ) -> RateLimitOutcome {
    latest = max(latest, time)
    if let place = find(key) {
      return plan.apply(action, cost: cost, to: &slots[place.index].state, at: latest)
    }
    let start = floor(under: key)
    var state = start
    let outcome = plan.apply(action, cost: cost, to: &state, at: latest)
    if state != start { insert(key, state) }
    return outcome
  }

  func buckets(of key: RateLimitKeyHash) -> (Int, Int) {
    let count = UInt64(tags.count)
    let first = ((key.first >> 32) &* count) >> 32
    let second = ((key.first & 0xFFFF_FFFF) &* count) >> 32
    return (Int(first), Int(second))
  }

  private func find(_ key: RateLimitKeyHash) -> Place? {
    if tags.isEmpty { return nil }
    let (first, second) = buckets(of: key)
    return find(key, in: first) ?? (first == second ? nil : find(key, in: second))
  }

  private func find(_ key: RateLimitKeyHash, in bucket: Int) -> Place? {
    var matches = tags[bucket].matches(SlotTags.tag(of: key))
    while matches != 0 {
      let place = Place(bucket: bucket, slot: matches.trailingZeroBitCount)
      if slots[place.index].key == key { return place }
      matches &= matches - 1
    }
    return nil
  }

  /// What an unknown key may have used: as much as anything that either of its buckets has forgotten.
  private func floor(under key: RateLimitKeyHash) -> RateLimitState {
    if floors.isEmpty { return RateLimitState() }
    let (first, second) = buckets(of: key)
    return plan.maximum(floors[first], floors[second], at: latest)
  }
}
