import NIOCore

/// One id for each request: 32 hexadecimal digits, also usable as a W3C trace id.
struct RequestID: Sendable, Hashable {
  let high: UInt64
  let low: UInt64

  /// Never zero, which W3C Trace Context forbids.
  init(using generator: inout some RandomNumberGenerator) {
    high = generator.next()
    low = generator.next() | 1
  }

  /// Parses exactly 32 lower-case hexadecimal digits, not all zero.
  init?(_ text: UnsafeRawBufferPointer) {
    guard text.count == 32 else { return nil }
    var words: (UInt64, UInt64) = (0, 0)
    for (index, byte) in text.enumerated() {
      let digit: UInt8
      switch byte {
      case 0x30...0x39: digit = byte - 0x30
      case 0x61...0x66: digit = byte - 0x61 + 10
      default: return nil
      }
      if index < 16 { words.0 = (words.0 << 4) | UInt64(digit) } else { words.1 = (words.1 << 4) | UInt64(digit) }
    }
    guard words != (0, 0) else { return nil }
    high = words.0
    low = words.1
  }

  var description: String {
    var buffer = ByteBuffer()
    buffer.write(self)
    return String(buffer: buffer)
  }
}

extension ByteBuffer {
  mutating func write(_ id: RequestID) {
    write(hexadecimal: id.high)
    write(hexadecimal: id.low)
  }

  /// 16 digits.
  mutating func write(hexadecimal word: UInt64) {
    writeWithUnsafeMutableBytes(minimumWritableBytes: 16) { bytes in
      for index in 0..<16 {
        let digit = UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * index) & 15)
        bytes[index] = digit < 10 ? 0x30 + digit : 0x61 + digit - 10
      }
      return 16
    }
  }

  /// In decimal, without a String.
  mutating func write(decimal value: Int) {
    if value < 10 {
      writeInteger(0x30 + UInt8(value))
      return
    }
    var divisor = 1
    while divisor <= value / 10 { divisor *= 10 }
    while divisor > 0 {
      writeInteger(0x30 + UInt8(value / divisor % 10))
      divisor /= 10
    }
  }
}

/// A fast generator for ids: unpredictable enough that two workers or two restarts never agree; no secret comes of it.
struct IdentifierGenerator: RandomNumberGenerator {
  private var state: UInt64
  private let increment: UInt64

  init() {
    var system = SystemRandomNumberGenerator()
    state = system.next()
    increment = system.next() | 1
  }

  // SplitMix64 with a random odd increment (Steele, Lea and Flood, 2014).
  mutating func next() -> UInt64 {
    state &+= increment
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}
