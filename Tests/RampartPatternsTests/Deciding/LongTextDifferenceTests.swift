import RampartTesting
import Testing

@testable import RampartPatterns

@Suite struct LongTextDifferenceTests {
  private static let alphabet = Array("abAB01 '(\n\u{0}".utf8)

  private static func text(using generator: inout SeededGenerator) -> [UInt8] {
    let most = alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
    let rarity = Int.random(in: 1...60, using: &generator)
    return (0..<Int.random(in: 257...420, using: &generator)).map { _ in
      Int.random(in: 0..<rarity, using: &generator) > 0
        ? most : alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
    }
  }

  @Test(arguments: [PatternOptions.dotAll, [.dotAll, .multiline], [], .caseless])
  func `Random expressions match long texts as they do by PCRE2 alone`(_ options: PatternOptions) throws {
    var generator = SeededGenerator(seed: 11 + UInt64(options.rawValue))
    var comparison = try LongTextComparison()
    var exact = 0
    for _ in 0..<1500 {
      let source = RandomExpression.make(using: &generator)
      let pair = try LongTextComparison.Pair(Array(source.utf8), options: options)
      if pair.expression.program?.isExact == true { exact += 1 }
      for round in 0..<6 {
        let text = Self.text(using: &generator)
        let start = round < 4 ? 0 : Int.random(in: 0..<(text.count - 256), using: &generator)
        comparison.compare(pair, text, from: start, "`\(source)` from \(start) in text \(round)")
      }
    }
    #expect(comparison.differences.isEmpty, "\(comparison.differences.prefix(5))")
    #expect(comparison.matches > 2000 && comparison.misses > 500)
    #expect(comparison.undecided < 400)
    #expect(comparison.withheld < 20)
    #expect(exact > 800)
  }

  @Test(.enabled(if: CoreRules.isThere, "needs the Core Rule Set beside the repository"), arguments: [false, true])
  func `Every expression of the Core Rule Set matches long texts as it does by PCRE2 alone`(_ isOld: Bool) throws {
    var values = MutatedTexts(seed: 5)
    let texts = (0..<120).map { _ in
      var text: [UInt8] = []
      while text.count <= 256 { text += values.next() }
      return text
    }
    var comparison = try LongTextComparison()
    for expression in isOld ? CoreRules.debianExpressions : CoreRules.expressions {
      let pair = try LongTextComparison.Pair(expression.bytes, options: [.dotAll, .multiline])
      for (number, text) in texts.enumerated() {
        comparison.compare(pair, text, "\(expression.ids) in text \(number)")
      }
    }
    #expect(comparison.differences.isEmpty, "\(comparison.differences.prefix(5))")
    #expect(comparison.matches > 1000 && comparison.misses > 10_000)
    #expect(comparison.undecided < 50)
    #expect(comparison.withheld < 20)
  }
}
