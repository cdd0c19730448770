/// A bit for each pattern of a set.
package struct PatternBits: Sendable, Hashable {
  package private(set) var words: [UInt64]

  package init(count: Int) {
    words = Array(repeating: 0, count: (count + 63) / 64)
  }

  /// The number of bits that there is room for.
  package var capacity: Int { words.count * 64 }

  @inline(__always)
  package func contains(_ bit: Int) -> Bool {
    words[bit >> 6] & (1 << UInt64(bit & 63)) != 0
  }

  package mutating func insert(_ bit: Int) {
    words[bit >> 6] |= 1 << UInt64(bit & 63)
  }

  package mutating func insertAll() {
    for index in words.indices {
      words[index] = .max
    }
  }

  package mutating func removeAll() {
    for index in words.indices {
      words[index] = 0
    }
  }

  package var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

  package mutating func formUnion(_ other: PatternBits) {
    for index in 0..<min(words.count, other.words.count) {
      words[index] |= other.words[index]
    }
  }

  /// Calls `body` with each set bit, in ascending order.
  package func forEachBit(_ body: (Int) -> Void) {
    for (index, word) in words.enumerated() {
      var rest = word
      while rest != 0 {
        body(index << 6 | rest.trailingZeroBitCount)
        rest &= rest &- 1
      }
    }
  }

  mutating func withWords<Result>(_ body: (UnsafeMutableBufferPointer<UInt64>) -> Result) -> Result {
    words.withUnsafeMutableBufferPointer { body($0) }
  }
}
