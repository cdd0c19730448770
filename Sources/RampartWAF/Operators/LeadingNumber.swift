/// Numbers as C's `strtoll` reads them, in base 10.
enum LeadingNumber {
  static func read(_ text: UnsafeRawBufferPointer) -> Int64 {
    var index = 0
    while index < text.count, text[index] == 0x20 || (0x09...0x0D).contains(text[index]) {
      index += 1
    }
    var isNegative = false
    if index < text.count, text[index] == UInt8(ascii: "-") || text[index] == UInt8(ascii: "+") {
      isNegative = text[index] == UInt8(ascii: "-")
      index += 1
    }
    // Counted downwards: the lowest number has no positive twin.
    var number: Int64 = 0
    while index < text.count, (0x30...0x39).contains(text[index]) {
      let (tenfold, overflow) = number.multipliedReportingOverflow(by: 10)
      let (next, underflow) = tenfold.subtractingReportingOverflow(Int64(text[index] - 0x30))
      if overflow || underflow { return isNegative ? .min : .max }
      number = next
      index += 1
    }
    if isNegative { return number }
    return number == .min ? .max : -number
  }
}
