extension Transformation {
  static func removeNulls(_ input: UnsafeRawBufferPointer, into sink: inout ByteSink) {
    var position = 0
    while position < input.count {
      let end = ByteScan.first(ASCII.nul, in: input, from: position)
      sink.append(input, position..<end)
      position = end + 1
    }
  }

  /// The eighth bit is set, or cleared, by the number of bits set. As in ModSecurity it is counted itself, so that the
  /// parity comes out as named only where it was clear.
  static func setParity(_ input: UnsafeRawBufferPointer, even: Bool, into sink: inout ByteSink) {
    sink.append(input) { byte in
      let isOdd = byte.nonzeroBitCount & 1 == 1
      return isOdd == even ? byte | 0x80 : byte & 0x7F
    }
  }

  /// The number of bytes, in decimal digits.
  static func writeLength(_ input: UnsafeRawBufferPointer, into sink: inout ByteSink) {
    var divisor = 1
    while input.count / divisor >= 10 { divisor *= 10 }
    while divisor > 0 {
      sink.append(ASCII.zero + UInt8(input.count / divisor % 10))
      divisor /= 10
    }
  }
}
