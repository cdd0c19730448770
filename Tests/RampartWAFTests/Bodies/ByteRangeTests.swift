import RampartWAF
import Testing

@Suite("Ranges and the arena")
struct ByteRangeTests {
  @Test("A range outside of the bytes has no bytes")
  func outside() {
    [UInt8](repeating: 1, count: 4).withUnsafeBytes { bytes in
      #expect(ByteRange(start: 2, count: 2).slice(of: bytes).count == 2)
      #expect(ByteRange(start: 2, count: 3).slice(of: bytes).isEmpty)
      #expect(ByteRange(start: .max, count: .max).slice(of: bytes).isEmpty)
    }
  }
}
