/// One byte for each of the 16 slots of a bucket: zero for an empty slot, else eight bits of the key's hash, so that a
/// key is found by comparing two words instead of 16 slots.
struct SlotTags: Sendable {
  private var low: UInt64 = 0
  private var high: UInt64 = 0

  static let count = 16

  /// The tag of a key, which is never zero.
  static func tag(of key: RateLimitKeyHash) -> UInt8 {
    UInt8(truncatingIfNeeded: key.second) | 1
  }

  subscript(_ index: Int) -> UInt8 {
    get { UInt8(truncatingIfNeeded: (index < 8 ? low : high) >> UInt64(8 * (index & 7))) }
    set {
      let shift = UInt64(8 * (index & 7))
      let kept = ~(UInt64(0xFF) << shift)
      let placed = UInt64(newValue) << shift
      if index < 8 { low = low & kept | placed } else { high = high & kept | placed }
    }
  }

  /// The slots with this tag, as a set of bits.
  func matches(_ tag: UInt8) -> UInt16 {
    let pattern = UInt64(tag) &* 0x0101_0101_0101_0101
    return UInt16(Self.zeroBytes(low ^ pattern)) | UInt16(Self.zeroBytes(high ^ pattern)) << 8
  }

  /// The first empty slot.
  var firstEmpty: Int? {
    let empty = matches(0)
    return empty == 0 ? nil : empty.trailingZeroBitCount
  }

  /// How many slots are taken. Slots fill from the first on, and none is emptied.
  var taken: Int { firstEmpty ?? Self.count }

  /// A bit for each byte that is zero. The sum of the low seven bits cannot carry into the next byte.
  private static func zeroBytes(_ word: UInt64) -> UInt8 {
    let low7: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
    let marks = ~(((word & low7) &+ low7) | word | low7)
    // Gathers the eighth bits of all bytes into the highest byte.
    return UInt8(truncatingIfNeeded: ((marks >> 7) &* 0x0102_0408_1020_4080) >> 56)
  }
}
