import CPCRE2
import RampartTesting

@testable import RampartPatterns

/// A long text is decided as PCRE2 decides it.
enum ExpressionCheck {
  static func run(_ expression: [UInt8], _ value: [UInt8]) throws(FuzzViolation) {
    var limits = RegexLimits()
    limits.matches = 5000
    guard let compiled = try? RegularExpression(expression, options: [.dotAll, .multiline], machineCode: false),
      // PCRE2 10.42 misses matches by what it looks at beforehand.
      let plain = try? RegularExpression(
        "(*NO_START_OPT)".utf8 + expression, options: [.dotAll, .multiline], machineCode: false),
      let scratch = try? RegexScratch(), let reference = try? RegexScratch(limits: limits)
    else { return }
    // What asks where the search began, or ends it early, sees the steps of one that no automaton decides.
    let source = String(decoding: expression, as: UTF8.self)
    guard compiled.program != nil || !(source.contains("\\G") || source.contains("(*")) else { return }
    let text = longText(value)
    let difference = text.withUnsafeBytes { text -> String? in
      let expected = RegularExpression.result(plain.run(text, 0, PCRE2_NO_JIT, reference))
      let found = compiled.match(text, scratch: scratch)
      switch (expected, found) {
      case (.noMatch, .noMatch), (.limit, _), (_, .limit), (.failure, _): return nil
      case (.match(let groups), .match(let known)):
        let all = (0..<groups).map { reference.range(of: $0) }
        let own = (0..<known).map { scratch.range(of: $0) }
        let isWithheld = known == 1 && all[0]?.lowerBound == own[0]?.lowerBound
        return isWithheld || all == own ? nil : "\(all) is \(own)"
      default: return "\(expected) is \(found)"
      }
    }
    if let difference { throw FuzzViolation("\(source): \(difference)") }
  }

  /// The value, again and again, until no short text's way is taken.
  private static func longText(_ value: [UInt8]) -> [UInt8] {
    var text = Array(value.prefix(400))
    while text.count <= RegularExpression.shortText { text += value.isEmpty ? [0x61] : value.prefix(64) }
    return text
  }
}
