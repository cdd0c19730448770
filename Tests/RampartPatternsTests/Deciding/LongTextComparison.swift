@testable import RampartPatterns

/// Compares what is found in long texts with what PCRE2 finds in them by itself.
struct LongTextComparison {
  private(set) var matches = 0
  private(set) var misses = 0
  private(set) var undecided = 0
  /// Matches of which only the whole was told.
  private(set) var withheld = 0
  private(set) var differences: [String] = []
  private let scratch: RegexScratch
  private let reference: RegexScratch
  private let answering: RegexScratch

  init() throws {
    scratch = try RegexScratch()
    answering = try RegexScratch()
    // PCRE2 alone goes on for minutes otherwise.
    var limits = RegexLimits()
    limits.matches = 20_000
    reference = try RegexScratch(limits: limits)
  }

  /// An expression, and the same without what PCRE2 10.42 looks at beforehand: it misses matches by it (`(?=a)\s*?A`
  /// without regard to case in `A`).
  struct Pair {
    let expression: RegularExpression
    let reference: RegularExpression

    init(_ source: [UInt8], options: PatternOptions) throws {
      expression = try RegularExpression(source, options: options)
      reference = try RegularExpression("(*NO_START_OPT)".utf8 + source, options: options)
    }
  }

  mutating func compare(_ pair: Pair, _ text: [UInt8], from start: Int = 0, _ name: String) {
    let expression = pair.expression
    text.withUnsafeBytes { text in
      let expected = RegularExpression.result(pair.reference.run(text, start, 0, reference))
      let found = expression.match(text, from: start, scratch: scratch)
      let answer = expression.match(text, from: start, wantsGroups: false, scratch: answering)
      switch (expected, found) {
      case (.noMatch, .noMatch):
        misses += 1
        if answer != .noMatch { differences.append("\(name): an answer only without groups") }
      case (.match(let groups), .match(let foundGroups)):
        matches += 1
        if case .match = answer {} else { differences.append("\(name): no answer without groups") }
        let all = (0..<groups).map { reference.range(of: $0) }
        let own = (0..<foundGroups).map { scratch.range(of: $0) }
        if foundGroups == 1, groups > 1, all[0]?.lowerBound == own[0]?.lowerBound {
          withheld += 1
        } else if all != own {
          differences.append("\(name): \(all) and \(own)")
        }
      case (.limit, _), (_, .limit): undecided += 1
      default: differences.append("\(name): \(expected) and \(found)")
      }
    }
  }
}
