import RampartPatterns

/// `@containsWord`: the argument stands in the value, with no letter beside it. Captures: none.
///
/// Digits and `_` end a word, as they do in ModSecurity.
struct ContainsWordOperator: RuleOperator {
  private let argument: OperatorArgument

  init(_ argument: OperatorArgument) {
    self.argument = argument
  }

  var gate: OperatorGate {
    guard case .literal(let bytes) = argument, !bytes.isEmpty else { return .always }
    return .patterns([.literal(bytes)], isSufficient: false)
  }

  func evaluate(
    _ value: UnsafeRawBufferPointer, argument expanded: UnsafeRawBufferPointer?, scratch: OperatorScratch
  ) -> OperatorResult {
    argument.withBytes(expanded) { Self.contains($0, in: value) ? .match : .noMatch }
  }

  private static func contains(_ word: UnsafeRawBufferPointer, in value: UnsafeRawBufferPointer) -> Bool {
    if word.isEmpty { return true }
    var start = 0
    while let place = ByteSearch.first(word, in: value, from: start) {
      let end = place + word.count
      let isFreeBefore = place == 0 || !isLetter(value[place - 1])
      let isFreeBehind = end == value.count || !isLetter(value[end])
      if isFreeBefore, isFreeBehind { return true }
      start = place + 1
    }
    return false
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte | 0x20)
  }
}
