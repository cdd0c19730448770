extension UnsafeRawBufferPointer {
  /// The first position of `byte` in `range`, or nil; eight bytes at a time.
  @inline(__always)
  func firstIndex(of byte: UInt8, in range: Range<Int>) -> Int? {
    var index = range.lowerBound
    let pattern = UInt64(byte) &* 0x0101_0101_0101_0101
    while index + 8 <= range.upperBound {
      let difference = loadUnaligned(fromByteOffset: index, as: UInt64.self) ^ pattern
      let zeros = (difference &- 0x0101_0101_0101_0101) & ~difference & 0x8080_8080_8080_8080
      if zeros != 0 { return index + UInt64(littleEndian: zeros).trailingZeroBitCount / 8 }
      index += 8
    }
    while index < range.upperBound {
      if self[index] == byte { return index }
      index += 1
    }
    return nil
  }

  /// Whether `other` stands at `offset`; false where it does not fit.
  func contains(_ other: UnsafeRawBufferPointer, at offset: Int) -> Bool {
    guard offset >= 0, offset <= count, other.count <= count - offset else { return false }
    var index = 0
    while index + 8 <= other.count {
      let left = loadUnaligned(fromByteOffset: offset + index, as: UInt64.self)
      if left != other.loadUnaligned(fromByteOffset: index, as: UInt64.self) { return false }
      index += 8
    }
    while index < other.count {
      if self[offset + index] != other[index] { return false }
      index += 1
    }
    return true
  }

  func contains(_ text: StaticString, at offset: Int) -> Bool {
    contains(UnsafeRawBufferPointer(text), at: offset)
  }

  /// The first position of `text` at `offset` or behind it. Linear for the short, varied texts that it is used for.
  func firstIndex(of text: StaticString, from offset: Int = 0) -> Int? {
    let first = text.utf8Start[0]
    var index = offset
    while index < count, let found = firstIndex(of: first, in: index..<count) {
      if contains(text, at: found) { return found }
      index = found + 1
    }
    return nil
  }
}
