import Testing

@testable import RampartPatterns

@Suite struct ExpressionRelaxationTests {
  private func parse(_ text: String, _ options: PatternOptions = .dotAll) -> ExpressionNode? {
    ExpressionParser.parse(PatternExpression(text.utf8, options: options))
  }

  private func text(of expression: PatternExpression) -> String {
    let text = String(decoding: expression.bytes, as: UTF8.self)
    return expression.options.contains(.caseless) ? "(?i)" + text : text
  }

  private func forms(_ text: String, _ lengths: [Int]) -> [String] {
    guard let node = parse(text) else { return [] }
    return ExpressionRelaxation.forms(of: node, lengths: lengths).map { self.text(of: $0) }
  }

  private func written(_ text: String, _ options: PatternOptions = .dotAll) -> String? {
    parse(text, options).map { self.text(of: ExpressionWriter.write($0)) }
  }

  @Test(arguments: [
    ("abc", "abc"), ("a|b", "(?:a|b)"), ("a(b)(?:c)(?<n>d)(?>e)", "abcde"), ("[a-d]", "[a-d]"), ("[ab]", "[ab]"),
    ("[^\\n]+?", #"(?i)[\x00-\x09\x0b-\@\[-\xff]+"#), (".", #"(?i)[\x00-\@\[-\xff]"#),
    (#"\.\x41\x{7e}\t"#, #"\.A\~\x09"#),
    ("(?i:k)1", "(?i)k1"), ("(?i:k)k", "[Kk]k"), ("a{2}b{1,}c{0,3}", "a{2,2}b+c{0,3}"), ("a{,3}", #"a\{\,3\}"#),
    ("x(?=y)z", "x(?:)z"), (#"^a$\b\z"#, #"^a$\b\z"#), ("[]a]", #"[\]a]"#), (#"[a\-z]"#, #"[\-az]"#),
    ("[[:digit:]x-]", #"[\-0-9x]"#), (#"[\d-z]"#, #"[\-0-9z]"#), ("a++", "a+"), ("[^a]", #"[\x00-\`b-\xff]"#),
    ("(?i:[^a])", #"(?i)[\x00-\@\[-\`b-\xff]"#),
  ])
  func `What is known is read`(_ text: String, _ expected: String) {
    #expect(written(text) == expected)
  }

  @Test(arguments: [
    "(a)\\1", "(?x)a", "(?m)^a", "(*UTF8)a", "(?|a)", "(?1)", "(?R)", "(?P=n)", "(?(1)a)", "\\Qa\\E", "\\Ka", "\\Ga",
    "\\cA", "\\x{100}", "\\x{}",
    "\\N", "\\R", "(a", "a)", "[a", "*a", "a|+", "[z-a]", "[\\d-\\w]\\1", "\\", "(?", "a{3,2}", "[[:no:]]", "\\012",
    "(?i",
  ])
  func `What is not known is refused and not guessed at`(_ text: String) {
    #expect(parse(text) == nil)
  }

  @Test func `Groups in groups have a bound`() {
    #expect(parse(String(repeating: "(", count: 100) + "a" + String(repeating: ")", count: 100)) != nil)
    #expect(parse(String(repeating: "(", count: 100_000) + "a" + String(repeating: ")", count: 100_000)) == nil)
  }

  @Test func `Optional parts become runs, anchors at the end go, and what is cut has nothing behind it`() {
    #expect(forms(#"^a['"]*(?:\|?[!#]*)?\\?b$"#, [8]) == [##"^a[\!-\#\'\\\|]*b"##])
    #expect(forms("c{3}d{4,9}(?:e|$)", [8, 5]) == ["cccdddd", "cccdd"])
    #expect(forms("(?:ab|cdef)gh", [3]) == ["(?:cde|abg)"])
    #expect(forms("^(?:x,?|$){1,7}y$", [8]) == ["^[\\,x]*y"])
  }

  @Test func `A run is cut before the bytes of words in it`() {
    #expect(forms(#"a["']*(?:\$[a-z]*)?b"#, [8]) == [#"(?:a[\"\$\']*\$|a[\"\$\']*b)"#])
  }

  @Test func `Nothing is offered for what matches everywhere`() {
    for text in ["a*", "(?:a|)", "^", "\\b", "(?=a)", "x?y*$"] {
      #expect(forms(text, [8]).isEmpty)
    }
  }

  @Test func `Nested repetitions do not grow`() {
    let text = String(repeating: "(?:", count: 60) + "ab" + String(repeating: "){4}", count: 60)
    let forms = forms(text, [8, 4])
    #expect(forms.allSatisfy { $0.utf8.count < 4000 } && !forms.isEmpty)
  }
}
