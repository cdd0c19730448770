extension RateLimitTable {
  /// What one full bucket has to offer.
  private struct Survey {
    var least: Place
    var leastDebt = UInt64.max
    /// Slots of keys that are worth nothing any more.
    var worthless = 0
  }

  /// Makes room for a key that the table does not know, and puts it there.
  mutating func insert(_ key: RateLimitKeyHash, _ state: RateLimitState) {
    if tags.isEmpty { grow() }
    if let place = emptySlot(for: key) { return put(key, state, at: place) }
    let cheapest = cheapest(for: key)
    if cheapest.worthless > 0 { return put(key, state, at: cheapest.least) }
    if tags.count < largest {
      grow()
      return insert(key, state)
    }
    if let place = relocate(for: key) { return put(key, state, at: place) }
    forget(cheapest.least)
    put(key, state, at: cheapest.least)
  }

  private mutating func put(_ key: RateLimitKeyHash, _ state: RateLimitState, at place: Place) {
    if tags[place.bucket][place.slot] == 0 { count += 1 }
    tags[place.bucket][place.slot] = SlotTags.tag(of: key)
    slots[place.index] = RateLimitSlot(key: key, state: state)
  }

  /// An empty slot in the emptier bucket.
  private func emptySlot(for key: RateLimitKeyHash) -> Place? {
    let (first, second) = buckets(of: key)
    let bucket = tags[first].taken <= tags[second].taken ? first : second
    return tags[bucket].firstEmpty.map { Place(bucket: bucket, slot: $0) }
  }

  /// The bucket with more keys that are worth nothing; where none is, the one with the least indebted key.
  private func cheapest(for key: RateLimitKeyHash) -> Survey {
    let (first, second) = buckets(of: key)
    let (one, other) = (survey(first), survey(second))
    if one.worthless != other.worthless { return one.worthless > other.worthless ? one : other }
    return one.leastDebt <= other.leastDebt ? one : other
  }

  private func survey(_ bucket: Int) -> Survey {
    var survey = Survey(least: Place(bucket: bucket, slot: 0))
    for slot in 0..<SlotTags.count {
      let place = Place(bucket: bucket, slot: slot)
      let debt = plan.debt(of: slots[place.index].state, at: latest)
      if debt < survey.leastDebt { (survey.least, survey.leastDebt) = (place, debt) }
      if debt == 0 { survey.worthless += 1 }
    }
    return survey
  }

  /// Moves one key out of the way, into its other bucket (a single step of cuckoo hashing). Only empty slots are looked
  /// for, which takes a few comparisons of tags: a flood must not make each request survey 32 other buckets.
  private mutating func relocate(for key: RateLimitKeyHash) -> Place? {
    let (first, second) = buckets(of: key)
    for bucket in [first, second] {
      for slot in 0..<SlotTags.count {
        let place = Place(bucket: bucket, slot: slot)
        let entry = slots[place.index]
        guard let other = emptySlot(for: entry.key) else { continue }
        put(entry.key, entry.state, at: other)
        return place
      }
    }
    return nil
  }

  /// INVARIANT: the floor of a bucket is at least everything that was forgotten in it. A key can have been forgotten in
  /// either of its buckets, so it starts from the higher floor of the two.
  private mutating func forget(_ place: Place) {
    if floors.isEmpty { floors = Array(repeating: RateLimitState(), count: tags.count) }
    floors[place.bucket] = plan.maximum(floors[place.bucket], slots[place.index].state, at: latest)
    evictions += 1
  }
}
