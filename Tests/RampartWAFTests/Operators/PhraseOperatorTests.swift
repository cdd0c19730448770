import RampartWAF
import Testing

@Suite struct PhraseOperatorTests {
  @Test(arguments: [
    (["select", "union"], "x UNION y", true), (["select", "union"], "unio n", false), (["a"], "", false),
    (["he", "she", "hers"], "ushers", true), (["abcd", "bc"], "abce", true), (["a b"], "xa bx", true),
    ([], "anything", false), (["x", ""], "anything", false), (["\u{e9}"], "caf\u{c9}", false),
  ])
  func `Phrases are found anywhere and in any case of ASCII letters`(
    _ phrases: [String], _ value: String, _ expected: Bool
  ) throws {
    for name in [OperatorName.pm, .pmFromFile] {
      let probe = try OperatorProbe(name, phrases.joined(separator: " "), phrases: phrases)
      #expect(probe.matches(value) == expected)
    }
  }

  @Test func `The capture is the phrase that ends first, as the rule has it, and of several the longest`() throws {
    let probe = try OperatorProbe(.pm, "he She hers", phrases: ["he", "She", "hers"])
    #expect(probe.matches("uSHErs"))
    #expect(probe.scratch.match.text == Array("She".utf8))
    #expect(probe.captures == [1..<4])
    #expect(probe.matches("the"))
    #expect(probe.scratch.match.text == Array("he".utf8))
  }

  @Test func `Without captures nothing is kept`() throws {
    let probe = try OperatorProbe(.pm, "a", phrases: ["a"])
    probe.scratch.wantsCaptures = false
    #expect(probe.matches("a"))
    #expect(probe.captures.isEmpty && probe.scratch.match.text.isEmpty)
  }

  @Test func `What it finds is what a plain search finds`() throws {
    var state: UInt64 = 9
    func random(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
    func word(_ count: Int) -> String { String((0..<count).map { _ in ["a", "b", "B"][random(3)] }.joined()) }
    for _ in 0..<300 {
      let phrases = (0...random(4)).map { _ in word(1 + random(5)) }
      let probe = try OperatorProbe(.pm, phrases.joined(separator: " "), phrases: phrases)
      let value = word(random(12))
      let lower = value.lowercased()
      #expect(probe.matches(value) == phrases.contains { lower.contains($0.lowercased()) }, "\(phrases) in \(value)")
    }
  }
}
