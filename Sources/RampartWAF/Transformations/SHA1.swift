/// SHA-1 (FIPS 180-4) as rules want it: to name a value, not to protect one.
enum SHA1 {
  static func write(_ input: UnsafeRawBufferPointer, into sink: inout ByteSink) {
    var state: (UInt32, UInt32, UInt32, UInt32, UInt32) = (
      0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0
    )
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 80) { schedule in
      DigestBlocks.forEach(of: input, lengthIsBigEndian: true) { block in
        expand(block, into: schedule)
        compress(&state, schedule)
      }
    }
    for word in [state.0, state.1, state.2, state.3, state.4] {
      for shift: UInt32 in [24, 16, 8, 0] { sink.append(UInt8(truncatingIfNeeded: word >> shift)) }
    }
  }

  private static func expand(_ block: UnsafeRawBufferPointer, into schedule: UnsafeMutableBufferPointer<UInt32>) {
    for index in 0..<16 {
      schedule[index] = UInt32(bigEndian: block.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self))
    }
    for index in 16..<80 {
      let mixed = schedule[index - 3] ^ schedule[index - 8] ^ schedule[index - 14] ^ schedule[index - 16]
      schedule[index] = rotate(mixed, 1)
    }
  }

  private static func compress(
    _ state: inout (UInt32, UInt32, UInt32, UInt32, UInt32), _ schedule: UnsafeMutableBufferPointer<UInt32>
  ) {
    var (a, b, c, d, e) = state
    for step in 0..<80 {
      let mixed: UInt32
      switch step / 20 {
      case 0: mixed = ((b & c) | (~b & d)) &+ 0x5A82_7999
      case 1: mixed = (b ^ c ^ d) &+ 0x6ED9_EBA1
      case 2: mixed = ((b & c) | (b & d) | (c & d)) &+ 0x8F1B_BCDC
      default: mixed = (b ^ c ^ d) &+ 0xCA62_C1D6
      }
      let sum = rotate(a, 5) &+ mixed &+ e &+ schedule[step]
      (a, b, c, d, e) = (sum, a, rotate(b, 30), c, d)
    }
    state = (state.0 &+ a, state.1 &+ b, state.2 &+ c, state.3 &+ d, state.4 &+ e)
  }

  private static func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 {
    word << count | word >> (32 - count)
  }
}
