import RampartTesting

@testable import RampartPatterns

/// Long texts that are made to be hard for one expression.
enum HostileTexts {
  static func make(for expression: [UInt8], count: Int) -> [(name: String, bytes: [UInt8])] {
    var generator = SeededGenerator(seed: 17)
    var pieces = Array("\n a/('\\0=;,\"$".utf8).map { [$0] }
    let single = pieces.count
    if let node = ExpressionParser.parse(PatternExpression(expression, options: .dotAll)) {
      for _ in 0..<4 {
        let example = Array(ExampleText.make(node, using: &generator).prefix(4096))
        pieces += [example, Array(example.dropLast()), Array(example.dropFirst())].filter { !$0.isEmpty }
      }
    }
    let words = expression.split { !ByteSet.wordBytes.contains($0) }.filter { $0.count > 2 }
    pieces += words.shuffled(using: &generator).prefix(3).map(Array.init)
    let mixed = (0..<6).compactMap { _ in
      (pieces.randomElement(using: &generator) ?? []) + (pieces[..<single].randomElement(using: &generator) ?? [])
    }
    var texts = (pieces + mixed).map { repeated($0, count) }
    // A long text without repetitions, of the expression's own examples.
    var varied: [UInt8] = []
    while varied.count < count { varied += pieces.randomElement(using: &generator) ?? [0] }
    texts.append(("varied", Array(varied.prefix(count))))
    varied = (0..<count).map { _ in pieces.randomElement(using: &generator)?.randomElement(using: &generator) ?? 0 }
    texts.append(("random", varied))
    return texts
  }

  private static func repeated(_ piece: [UInt8], _ count: Int) -> (String, [UInt8]) {
    var text: [UInt8] = []
    while text.count < count { text += piece }
    return (String(String(decoding: piece.prefix(40), as: UTF8.self).debugDescription), Array(text.prefix(count)))
  }
}
