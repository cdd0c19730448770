import RampartTesting

/// Makes small expressions of everything that the parser knows.
enum RandomExpression {
  static func make(using generator: inout SeededGenerator, depth: Int = 3) -> String {
    let count = Int.random(in: 1...3, using: &generator)
    let parts = (0..<count).map { _ in part(using: &generator, depth: depth) }
    return parts.joined(separator: Int.random(in: 0..<4, using: &generator) == 0 ? "|" : "")
  }

  private static func part(using generator: inout SeededGenerator, depth: Int) -> String {
    let atoms = [
      "a", "b", "A", "0", " ", "'", "\\(", "[ab]", "[^a]", "[a-b0]", "\\d", "\\w", "\\W", "\\s", ".", "^", "$", "\\b",
      "\\B",
      "\\x41", "(?i)a", "[[:alpha:]]", "ab", "(?=a)", "(?!b)", "\\z", "\\A",
    ]
    let openings = ["(", "(?:", "(?i:", "(?>", "(?s:"]
    var text = atoms[Int.random(in: 0..<atoms.count, using: &generator)]
    if depth > 0, Int.random(in: 0..<3, using: &generator) == 0 {
      text =
        openings[Int.random(in: 0..<openings.count, using: &generator)]
        + make(using: &generator, depth: depth - 1) + ")"
    }
    let quantifiers = ["*", "+", "?", "{2}", "{0,2}", "{1,}", "*?", "++", "{2,3}"]
    guard Int.random(in: 0..<3, using: &generator) == 0, text.first != "^", text != "$" else { return text }
    return "(?:\(text))" + quantifiers[Int.random(in: 0..<quantifiers.count, using: &generator)]
  }
}
