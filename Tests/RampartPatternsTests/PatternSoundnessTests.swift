import RampartPatterns
import RampartTesting
import Testing

@Suite struct PatternSoundnessTests {
  @Test(arguments: [PatternPreference.exactness, .speed])
  func `What PCRE2 finds of random expressions is never missed`(_ preference: PatternPreference) throws {
    var generator = SeededGenerator(seed: 3)
    let options: PatternOptions = [.dotAll, .multiline]
    let sources = (0..<600).map { _ in RandomExpression.make(using: &generator) }
    let compiled = try sources.map { try RegularExpression($0.utf8, options: options) }
    let set = try PatternSet.compile(
      sources.enumerated().map {
        PatternRequest(id: $0, expressions: [PatternExpression($1.utf8, options: options)])
      }, for: preference)
    let scratch = try PatternScratch(for: [set])
    let matching = try RegexScratch()
    let alphabet = Array("abAB01 '(\n\u{0}".utf8)
    var found = 0
    for round in 0..<600 {
      // Long texts of few kinds of bytes: what is rare in them is what vector code gets wrong at their ends.
      let isLong = round % 2 == 0
      let most = isLong ? Int.random(in: 0..<alphabet.count, using: &generator) : 0
      let text = (0..<Int.random(in: 0...(isLong ? 300 : 10), using: &generator)).map { _ in
        isLong && Int.random(in: 0..<40, using: &generator) > 0
          ? alphabet[most] : alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
      }
      var bits = PatternBits(count: set.bitCount)
      text.withUnsafeBytes { set.scan($0, scratch: scratch, into: &bits) }
      for (index, expression) in compiled.enumerated() {
        guard case .match = text.withUnsafeBytes({ expression.match($0, scratch: matching) }) else { continue }
        found += 1
        #expect(bits.contains(index), "\(sources[index]) in \(text)")
      }
    }
    #expect(found > 10_000)
  }
}
