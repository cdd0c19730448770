/// Numbers as text without a `String`.
enum DecimalText {
  /// Writes the digits of a number that is not negative; says how many. At most 20 bytes are written.
  static func write(_ number: Int, to destination: UnsafeMutablePointer<UInt8>) -> Int {
    let count = digits(of: number)
    var rest = max(number, 0)
    for position in stride(from: count - 1, through: 0, by: -1) {
      destination[position] = UInt8(truncatingIfNeeded: 0x30 + rest % 10)
      rest /= 10
    }
    return count
  }

  static func append(_ number: Int, to bytes: inout [UInt8]) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { buffer in
      guard let base = buffer.baseAddress else { return }
      let count = write(number, to: base)
      bytes.append(contentsOf: UnsafeBufferPointer(start: base, count: count))
    }
  }

  private static func digits(of number: Int) -> Int {
    var count = 1
    var rest = max(number, 0)
    while rest >= 10 {
      rest /= 10
      count += 1
    }
    return count
  }
}
