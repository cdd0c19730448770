/// Searches that look at eight bytes at a time: most values have none of the bytes that a transformation waits for.
enum ByteScan {
  /// The position of the first `byte` at or after `start`, or the end.
  static func first(_ byte: UInt8, in bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
    let pattern = UInt64(byte) &* 0x0101_0101_0101_0101
    var position = start
    while position + 8 <= bytes.count {
      if hasZero(bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self) ^ pattern) { break }
      position += 8
    }
    while position < bytes.count, bytes[position] != byte { position += 1 }
    return position
  }

  /// The position of the first of two bytes at or after `start`, or the end.
  static func first(_ byte: UInt8, or other: UInt8, in bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
    let pattern = UInt64(byte) &* 0x0101_0101_0101_0101
    let otherPattern = UInt64(other) &* 0x0101_0101_0101_0101
    var position = start
    while position + 8 <= bytes.count {
      let word = bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
      if hasZero(word ^ pattern) || hasZero(word ^ otherPattern) { break }
      position += 8
    }
    while position < bytes.count, bytes[position] != byte, bytes[position] != other { position += 1 }
    return position
  }

  static func areEqual(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
    guard left.count == right.count else { return false }
    var position = 0
    while position + 8 <= left.count {
      let difference =
        left.loadUnaligned(fromByteOffset: position, as: UInt64.self)
        ^ right.loadUnaligned(fromByteOffset: position, as: UInt64.self)
      if difference != 0 { return false }
      position += 8
    }
    while position < left.count {
      if left[position] != right[position] { return false }
      position += 1
    }
    return true
  }

  @inline(__always)
  private static func hasZero(_ word: UInt64) -> Bool {
    (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080 != 0
  }
}
