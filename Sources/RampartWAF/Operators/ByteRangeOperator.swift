import RampartPatterns

/// `@validateByteRange 32-126,10`: matches a value with a byte outside. Captures: none.
struct ByteRangeOperator: RuleOperator {
  // A byte for each byte: 1 where it is allowed. Faster to look up than a bit.
  private let table: [UInt8]
  private let outside: ByteSet

  // Rare bytes are found by the common scan for nothing; of many, the value itself is read faster.
  private static let rare = 2

  init(_ argument: OperatorArgument) throws(OperatorError) {
    guard case .literal(let text) = argument else {
      throw OperatorError(.validateByteRange, "macros are not expanded in a list of bytes")
    }
    var allowed = ByteSet()
    for part in text.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
      allowed.formUnion(ByteSet(try Self.range(part)))
    }
    outside = allowed.inverted
    table = (UInt8.min...UInt8.max).map { allowed.contains($0) ? 1 : 0 }
  }

  var gate: OperatorGate {
    if outside.count == 0 { return .never }
    guard outside.count <= Self.rare else { return .always }
    let bytes = (UInt8.min...UInt8.max).filter(outside.contains)
    return .patterns(bytes.map { .literal([$0]) }, isSufficient: true)
  }

  func evaluate(
    _ value: UnsafeRawBufferPointer, argument: UnsafeRawBufferPointer?, scratch: OperatorScratch
  ) -> OperatorResult {
    table.withUnsafeBufferPointer { table in
      for byte in value where table[Int(byte)] == 0 { return .match }
      return .noMatch
    }
  }

  private static func range(_ text: ArraySlice<UInt8>) throws(OperatorError) -> ClosedRange<UInt8> {
    let ends = text.split(separator: UInt8(ascii: "-"), maxSplits: 1, omittingEmptySubsequences: false)
    let numbers = ends.map { end in
      UInt8(String(decoding: end.filter { $0 != 0x20 && $0 != 0x09 }, as: UTF8.self))
    }
    guard let first = numbers[0], let last = numbers[numbers.count - 1], first <= last else {
      throw OperatorError(
        .validateByteRange, "`\(String(decoding: text, as: UTF8.self))` is no byte from 0 to 255 and no range of them")
    }
    return first...last
  }
}
