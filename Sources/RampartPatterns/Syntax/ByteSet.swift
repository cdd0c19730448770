/// A set of bytes.
package struct ByteSet: Sendable, Hashable {
  private var words = SIMD4<UInt64>()

  package init() {}

  package init(_ bytes: some Sequence<UInt8>) {
    for byte in bytes {
      insert(byte)
    }
  }

  package static let all = ByteSet(UInt8.min...UInt8.max)
  package static let digits = ByteSet(0x30...0x39)
  package static let wordBytes = ByteSet(Array(0x30...0x39) + Array(0x41...0x5A) + Array(0x61...0x7A) + [0x5F])
  package static let spaces = ByteSet([0x20] + Array(0x09...0x0D))

  package mutating func insert(_ byte: UInt8) {
    words[Int(byte >> 6)] |= 1 << UInt64(byte & 63)
  }

  package mutating func remove(_ byte: UInt8) {
    words[Int(byte >> 6)] &= ~(1 << UInt64(byte & 63))
  }

  package func contains(_ byte: UInt8) -> Bool {
    words[Int(byte >> 6)] & (1 << UInt64(byte & 63)) != 0
  }

  package mutating func formUnion(_ other: ByteSet) {
    words |= other.words
  }

  package func union(_ other: ByteSet) -> ByteSet {
    var result = self
    result.formUnion(other)
    return result
  }

  func subtracting(_ other: ByteSet) -> ByteSet {
    var result = self
    result.words &= ~other.words
    return result
  }

  func isDisjoint(with other: ByteSet) -> Bool {
    words & other.words == SIMD4()
  }

  package var inverted: ByteSet {
    var result = ByteSet()
    result.words = ~words
    return result
  }

  package var count: Int {
    (0..<4).reduce(0) { $0 + words[$1].nonzeroBitCount }
  }

  /// With the other case of every ASCII letter in it.
  package var caseFolded: ByteSet {
    var result = self
    for upper in UInt8(0x41)...0x5A {
      if contains(upper) { result.insert(upper | 0x20) }
      if contains(upper | 0x20) { result.insert(upper) }
    }
    return result
  }

  /// Without upper case letters whose lower case is a member too.
  var withoutUpperTwins: ByteSet {
    var result = self
    for upper in UInt8(0x41)...0x5A where contains(upper | 0x20) {
      result.remove(upper)
    }
    return result
  }

  /// The members as runs, in ascending order.
  package var ranges: [ClosedRange<UInt8>] {
    var result: [ClosedRange<UInt8>] = []
    for byte in UInt8.min...UInt8.max where contains(byte) {
      if let last = result.last, last.upperBound &+ 1 == byte, byte > 0 {
        result[result.count - 1] = last.lowerBound...byte
      } else {
        result.append(byte...byte)
      }
    }
    return result
  }
}
