import CInjection

/// `@detectSQLi`, by libinjection. Captures: 0 is the fingerprint.
struct SQLInjectionOperator: RuleOperator {
  var gate: OperatorGate { .always }

  func evaluate(
    _ value: UnsafeRawBufferPointer, argument: UnsafeRawBufferPointer?, scratch: OperatorScratch
  ) -> OperatorResult {
    guard let start = value.baseAddress, !value.isEmpty, !Self.isHarmless(value) else { return .noMatch }
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 16) { fingerprint in
      fingerprint.initialize(repeating: 0)
      let isInjection = libinjection_sqli(
        start.assumingMemoryBound(to: CChar.self), value.count, fingerprint.baseAddress)
      guard isInjection != 0 else { return .noMatch }
      if scratch.wantsCaptures {
        scratch.match.set(text: fingerprint.prefix { $0 != 0 }.lazy.map { UInt8(bitPattern: $0) })
      }
      return .match
    }
  }

  /// Whether libinjection would not find anything, told in a fraction of its time.
  ///
  /// A word is one token of it, and behind a number comes one word: two or three tokens, which it takes for no attack.
  /// Only a dot makes more tokens out of numbers and words. A no-break space of Latin 1 is a space for it.
  static func isHarmless(_ value: UnsafeRawBufferPointer) -> Bool {
    var seen: UInt8 = 0
    return table.withUnsafeBufferPointer { table in
      for byte in value {
        seen |= table[Int(byte)]
      }
      return seen & Kind.other == 0 && seen & (Kind.digit | Kind.dot) != Kind.digit | Kind.dot
    }
  }

  private enum Kind {
    static let letter: UInt8 = 1
    static let digit: UInt8 = 2
    static let dot: UInt8 = 4
    static let other: UInt8 = 8
  }

  private static let table: [UInt8] = (UInt8.min...UInt8.max).map { byte in
    switch byte {
    case 0x30...0x39: Kind.digit
    case 0x2E: Kind.dot
    case 0xA0: Kind.other
    case 0x41...0x5A, 0x5F, 0x61...0x7A, 0x80...0xFF: Kind.letter
    default: Kind.other
    }
  }
}
