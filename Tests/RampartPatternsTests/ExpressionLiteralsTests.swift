import RampartTesting
import Testing

@testable import RampartPatterns

@Suite struct ExpressionLiteralsTests {
  private func texts(_ expression: String) -> [String]? {
    let expression = PatternExpression(expression.utf8, options: .dotAll)
    guard let node = ExpressionParser.parse(expression), let texts = ExpressionLiterals.required(by: node) else {
      return nil
    }
    return texts.map { String(decoding: $0, as: UTF8.self) }.sorted()
  }

  @Test(arguments: [
    ("abc", ["abc"]), ("(?i)ABC", ["abc"]), ("a|bc", ["a", "bc"]), ("x*abc.*", ["abc"]),
    ("(?:ab|cd)ef", ["abef", "cdef"]),
    ("sleep\\s*\\(", ["sleep"]), ("[ab]c", ["ac", "bc"]), ("(?:qq)+", ["qq"]), ("colou?r", ["color", "colour"]),
    ("^zz$", ["zz"]), ("[0-9]+-x", ["-x"]), ("q{3}", ["qqq"]), ("q{2,}w", ["qq"]), ("(?=zz)ab", ["ab"]),
  ])
  func `What must occur is found`(_ expression: String, _ expected: [String]) {
    #expect(texts(expression) == expected)
  }

  @Test(arguments: ["", "a*", "[a-z]+", "a|", "(?:abc)?", ".", "\\d{3}", "^$", "abc|[^x]"])
  func `Where nothing must occur, nothing is said`(_ expression: String) {
    #expect(texts(expression) == nil)
  }

  @Test func `Rare texts are taken before frequent ones, and their number has a bound`() {
    #expect(texts("e.*zq.*t") == ["zq"])
    let many = Array(repeating: "(?:aa|bb|cc|dd|ee|ff|gg|hh)", count: 12).joined()
    #expect((texts(many)?.count ?? 0) <= 1500)
    #expect(texts(many) != nil)
  }

  @Test func `In everything that an expression matches one of the texts occurs`() throws {
    var generator = SeededGenerator(seed: 11)
    let alphabet = Array("abAB01 '(".utf8)
    let scratch = try RegexScratch()
    var matches = 0
    for _ in 0..<3000 {
      let source = RandomExpression.make(using: &generator)
      let expression = PatternExpression(source.utf8, options: [.dotAll, .multiline])
      guard let node = ExpressionParser.parse(expression),
        let compiled = try? RegularExpression(expression.bytes, options: expression.options)
      else { continue }
      let texts = ExpressionLiterals.required(by: node)
      for _ in 0..<10 {
        let text = (0..<Int.random(in: 0...8, using: &generator)).map { _ in
          alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
        }
        guard case .match = text.withUnsafeBytes({ compiled.match($0, scratch: scratch) }), let texts else { continue }
        matches += 1
        let lowered = text.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        let isThere = texts.contains { part in lowered.indices.contains { lowered[$0...].starts(with: part) } }
        #expect(isThere, "\(source) matches \(text) without any of \(texts)")
      }
    }
    #expect(matches > 500)
  }
}
