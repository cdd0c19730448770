/// `@validateUtf8Encoding`: matches a value that is not UTF-8. Captures: none.
///
/// As in ModSecurity, the numbers above U+10FFFF that four bytes from F4 on can hold are let through; surrogates and
/// overlong forms are not.
package struct UTF8EncodingOperator: RuleOperator {
  package init() {}

  // Reading eight bytes at once is as fast as any scan for them.
  var gate: OperatorGate { .always }

  func evaluate(
    _ value: UnsafeRawBufferPointer, argument: UnsafeRawBufferPointer?, scratch: OperatorScratch
  ) -> OperatorResult {
    Self.isValid(value) ? .noMatch : .match
  }

  package static func isValid(_ value: UnsafeRawBufferPointer) -> Bool {
    var index = 0
    while index < value.count {
      if index + 8 <= value.count,
        value.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
      {
        index += 8
        continue
      }
      let length = sequenceLength(value, index)
      if length == 0 { return false }
      index += length
    }
    return true
  }

  /// 0 where no valid sequence begins.
  private static func sequenceLength(_ value: UnsafeRawBufferPointer, _ index: Int) -> Int {
    let lead = value[index]
    let length: Int
    let lowest: UInt32
    switch lead {
    case 0x00...0x7F: return 1
    case 0xC0...0xDF: (length, lowest) = (2, 0x80)
    case 0xE0...0xEF: (length, lowest) = (3, 0x800)
    case 0xF0...0xF4: (length, lowest) = (4, 0x10000)
    default: return 0
    }
    guard index + length <= value.count else { return 0 }
    var number = UInt32(lead) & (0x7F >> UInt32(length))
    for byte in value[(index + 1)..<(index + length)] {
      guard byte & 0xC0 == 0x80 else { return 0 }
      number = number << 6 | UInt32(byte & 0x3F)
    }
    return number < lowest || (0xD800...0xDFFF).contains(number) ? 0 : length
  }
}
