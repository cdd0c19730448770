extension RateLimitTable {
  /// Twice as many buckets. Keys that are worth nothing are left behind.
  mutating func grow() {
    let old = slots
    let oldTags = tags
    let size = min(largest, max(1, tags.count * 2))
    tags = Array(repeating: SlotTags(), count: size)
    slots = Array(repeating: RateLimitSlot(), count: size * SlotTags.count)
    count = 0
    spreadFloors(over: size)
    for (bucket, tags) in oldTags.enumerated() {
      for slot in 0..<tags.taken {
        let entry = old[bucket * SlotTags.count + slot]
        if plan.debt(of: entry.state, at: latest) > 0 { insert(entry.key, entry.state) }
      }
    }
  }

  /// Where something was forgotten before, nobody knows to which of the new buckets it would belong.
  private mutating func spreadFloors(over size: Int) {
    guard var highest = floors.first else { return }
    for floor in floors { highest = plan.maximum(highest, floor, at: latest) }
    floors = Array(repeating: highest, count: size)
  }
}
