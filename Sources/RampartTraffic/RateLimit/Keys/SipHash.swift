/// SipHash-2-4 with 128 bits of output, over whole words of eight bytes.
///
/// A keyed hash that is cheap for short input. Whoever does not know the key can neither find two inputs that collide
/// nor choose the bucket that an input falls into (CWE-407).
///
/// Source: Aumasson and Bernstein, "SipHash: a fast short-input PRF" (2012), and its 128-bit variant.
struct SipHash: Sendable {
  private var v0: UInt64
  private var v1: UInt64
  private var v2: UInt64
  private var v3: UInt64
  private var wordCount: UInt64 = 0

  init(_ key: RateLimitHashKey) {
    v0 = key.first ^ 0x736F_6D65_7073_6575
    v1 = key.second ^ 0x646F_7261_6E64_6F6D ^ 0xEE
    v2 = key.first ^ 0x6C79_6765_6E65_7261
    v3 = key.second ^ 0x7465_6462_7974_6573
  }

  /// Eight bytes of input, the first in the lowest bits.
  mutating func absorb(_ word: UInt64) {
    wordCount &+= 1
    compress(word)
  }

  /// The number of bytes, then the bytes, filled up to whole words: no two texts look alike, alone or in a row.
  mutating func absorb(_ bytes: UnsafeRawBufferPointer) {
    absorb(UInt64(bytes.count))
    var offset = 0
    while offset + 8 <= bytes.count {
      absorb(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
      offset += 8
    }
    guard offset < bytes.count else { return }
    var last: UInt64 = 0
    for index in offset..<bytes.count { last |= UInt64(bytes[index]) << UInt64(8 * (index - offset)) }
    absorb(last)
  }

  consuming func finish() -> RateLimitKeyHash {
    compress((wordCount &* 8) << 56)
    v2 ^= 0xEE
    for _ in 0..<4 { round() }
    let first = v0 ^ v1 ^ v2 ^ v3
    v1 ^= 0xDD
    for _ in 0..<4 { round() }
    return RateLimitKeyHash(first: first, second: v0 ^ v1 ^ v2 ^ v3)
  }

  private mutating func compress(_ word: UInt64) {
    v3 ^= word
    round()
    round()
    v0 ^= word
  }

  @inline(__always)
  private mutating func round() {
    v0 &+= v1
    v1 = Self.rotate(v1, by: 13) ^ v0
    v0 = Self.rotate(v0, by: 32)
    v2 &+= v3
    v3 = Self.rotate(v3, by: 16) ^ v2
    v0 &+= v3
    v3 = Self.rotate(v3, by: 21) ^ v0
    v2 &+= v1
    v1 = Self.rotate(v1, by: 17) ^ v2
    v2 = Self.rotate(v2, by: 32)
  }

  @inline(__always)
  private static func rotate(_ word: UInt64, by count: UInt64) -> UInt64 {
    word &<< count | word &>> (64 &- count)
  }
}
