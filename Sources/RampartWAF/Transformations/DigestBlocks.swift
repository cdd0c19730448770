/// The blocks of 64 bytes of MD5 and SHA-1, with the padding: 0x80, zeros, the number of bits in eight bytes.
enum DigestBlocks {
  static func forEach(
    of input: UnsafeRawBufferPointer, lengthIsBigEndian: Bool, _ body: (UnsafeRawBufferPointer) -> Void
  ) {
    var position = 0
    while position + 64 <= input.count {
      body(UnsafeRawBufferPointer(rebasing: input[position..<(position + 64)]))
      position += 64
    }
    let rest = input.count - position
    let count = rest < 56 ? 64 : 128
    let bits = UInt64(input.count) << 3
    withUnsafeTemporaryAllocation(byteCount: 128, alignment: 8) { tail in
      tail.initializeMemory(as: UInt8.self, repeating: 0)
      for offset in 0..<rest { tail[offset] = input[position + offset] }
      tail[rest] = 0x80
      tail.storeBytes(
        of: lengthIsBigEndian ? bits.bigEndian : bits.littleEndian, toByteOffset: count - 8, as: UInt64.self)
      body(UnsafeRawBufferPointer(rebasing: tail[..<64]))
      if count == 128 { body(UnsafeRawBufferPointer(rebasing: tail[64...])) }
    }
  }
}
