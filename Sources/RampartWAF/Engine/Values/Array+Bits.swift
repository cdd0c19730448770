extension [UInt64] {
  /// As a set of bits.
  func contains(bit: Int) -> Bool { self[bit >> 6] & 1 << UInt64(bit & 63) != 0 }

  mutating func insert(bit: Int) { self[bit >> 6] |= 1 << UInt64(bit & 63) }
}
