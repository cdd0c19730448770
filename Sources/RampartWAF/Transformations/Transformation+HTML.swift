extension Transformation {
  /// `htmlEntityDecode`: numbers by their low byte, and the names `quot`, `amp`, `lt`, `gt`, `nbsp` in any case; the
  /// semicolon may be missing. Everything else stays.
  static func decodeEntities(_ input: UnsafeRawBufferPointer, into sink: inout ByteSink) {
    var position = 0
    while position < input.count {
      let start = position
      position = ByteScan.first(ASCII.ampersand, in: input, from: position)
      sink.append(input, start..<position)
      guard position < input.count else { return }
      if let entity = entity(input, at: position + 1) {
        sink.append(entity.byte)
        position = entity.end
        if position < input.count, input[position] == ASCII.semicolon { position += 1 }
      } else {
        sink.append(ASCII.ampersand)
        position += 1
      }
    }
  }

  private static func entity(_ input: UnsafeRawBufferPointer, at start: Int) -> (byte: UInt8, end: Int)? {
    guard start < input.count else { return nil }
    guard input[start] == ASCII.hash else { return namedEntity(input, at: start) }
    let isHex = start + 1 < input.count && input[start + 1] | 0x20 == UInt8(ascii: "x")
    return isHex ? number(input, at: start + 2, base: 16) : number(input, at: start + 1, base: 10)
  }

  /// Numbers too large for 64 bits count as the largest, whose low byte is 0xFF.
  private static func number(_ input: UnsafeRawBufferPointer, at start: Int, base: Int) -> (byte: UInt8, end: Int)? {
    var end = start
    var value = 0
    var overflowed = false
    while end < input.count, base == 16 ? HexDigits.isDigit(input[end]) : ASCII.isDigit(input[end]) {
      let product = value.multipliedReportingOverflow(by: base)
      let sum = product.partialValue.addingReportingOverflow(Int(HexDigits.value(input[end])))
      overflowed = overflowed || product.overflow || sum.overflow
      value = sum.partialValue
      end += 1
    }
    guard end > start else { return nil }
    return (overflowed ? 0xFF : UInt8(truncatingIfNeeded: value), end)
  }

  /// The name reaches as far as letters and digits do: `&ltx` is none.
  private static func namedEntity(_ input: UnsafeRawBufferPointer, at start: Int) -> (byte: UInt8, end: Int)? {
    var end = start
    while end < input.count, end - start < 5, ASCII.isLetter(input[end]) || ASCII.isDigit(input[end]) { end += 1 }
    let range = start..<end
    if matches(input, range, "lt") { return (ASCII.less, end) }
    if matches(input, range, "gt") { return (ASCII.greater, end) }
    if matches(input, range, "amp") { return (ASCII.ampersand, end) }
    if matches(input, range, "quot") { return (ASCII.quote, end) }
    if matches(input, range, "nbsp") { return (ASCII.noBreakSpace, end) }
    return nil
  }

  private static func matches(_ input: UnsafeRawBufferPointer, _ range: Range<Int>, _ name: StaticString) -> Bool {
    guard range.count == name.utf8CodeUnitCount else { return false }
    for offset in 0..<range.count where input[range.lowerBound + offset] | 0x20 != name.utf8Start[offset] {
      return false
    }
    return true
  }
}
