import RampartTesting
import Testing

@testable import RampartPatterns

@Suite struct LongTextTests {
  private let scratch: RegexScratch

  init() throws {
    scratch = try RegexScratch()
  }

  private func search(
    _ expression: String, _ text: String, from start: Int = 0, options: PatternOptions = [.dotAll, .multiline],
    wantsGroups: Bool = true
  ) throws -> (RegexResult, [Range<Int>?]) {
    let compiled = try RegularExpression(expression.utf8, options: options)
    let result = Array(text.utf8).withUnsafeBytes {
      compiled.match($0, from: start, wantsGroups: wantsGroups, scratch: scratch)
    }
    guard case .match(let groups) = result else { return (result, []) }
    return (result, (0..<groups).map { scratch.range(of: $0) })
  }

  private let dashes = String(repeating: "-", count: 1000)

  @Test(arguments: [
    "x", "a+$", "(?:a*)*b", "(a|aa)+$", "[^-]+", "\\bx", "(?<=x)-", "-(?=x)", "^x", "-++-", "(?i)X\\Z",
    #"(?:\s*\s*\s*\s*x)+y"#,
  ])
  func `What is not there is told without PCRE2`(_ expression: String) throws {
    #expect(try search(expression, dashes).0 == .noMatch)
    #expect(scratch.attempts == 0)
  }

  @Test(arguments: ["x*y", "[ab]+c", "(?:a|b)*c$", "^a|[ab]*d"])
  func `What is quadratic for PCRE2 is decided without it`(_ expression: String) throws {
    let text = String(repeating: "x", count: 1 << 16) + String(repeating: "ab", count: 1 << 16)
    #expect(try search(expression, text).0 == .noMatch)
    #expect(scratch.attempts == 0)
  }

  @Test func `Ordinary groups of long matches are found`() throws {
    let text = String(repeating: "ab", count: 5000)
    #expect(try search("^(?:(a)|(b))*$", text).1 == [0..<10_000, 9998..<9999, 9999..<10_000])
  }

  @Test func `What is there is told with one attempt, and with none where no groups are wanted`() throws {
    let text = dashes + "abc" + dashes
    #expect(try search("a(b)c", text).1 == [1000..<1003, 1001..<1002])
    #expect(scratch.attempts == 1)
    #expect(try search("a(b)c", text, wantsGroups: false).0 == .match(groups: 0))
    #expect(scratch.attempts == 0)
  }

  @Test func `It is the leftmost match, though another ends before it`() throws {
    #expect(try search("-a.*z|bc", dashes + "abc" + dashes + "z").1 == [999..<2004])
    #expect(try search("a.*?z|bc", dashes + "abc" + dashes).1 == [1001..<1003])
  }

  @Test func `Anchors see the whole text`() throws {
    let lines = String(repeating: "ab\n", count: 200)
    #expect(try search("^ab$", lines, from: 1).1 == [3..<5])
    #expect(try search("^ab$", lines, from: 1, options: .dotAll).0 == .noMatch)
    #expect(try search("ab$", lines, options: .dotAll).1 == [597..<599])
    #expect(try search("ab\\Z", lines).1 == [597..<599])
    #expect(try search("ab\\z", lines).0 == .noMatch)
    #expect(try search("(?<=\\n)^", lines, from: 300).1 == [300..<300])
    // No line begins behind the last line feed.
    #expect(try search("^\\z", lines).0 == .noMatch)
    #expect(try search("$\\z", lines).1 == [600..<600])
    #expect(try search("\\A", lines, from: 3).0 == .noMatch)
    #expect(try search("\\bab\\b(?!\\n)", lines + "ab").1 == [600..<602])
  }

  @Test func `Nested repetitions of line feeds are decided with little work`() throws {
    let text = String(repeating: "\n", count: 32 << 10)
    let expression = #"(?:[\n;`]|\|\|?)\s*(?:[\s\x0b"'(,@]*\s*)*(?:(?:\s*[a-z]+\s*)*=\s*)*c\^?a\^?t\b"#
    #expect(try search(expression, text).0 == .noMatch)
    #expect(scratch.attempts == 0)
  }

  @Test func `Where the groups take too long, the match stands with its whole`() throws {
    let text = String(repeating: "a", count: 2000) + "b"
    let (result, ranges) = try search("(?:(?:a|a)*|(x))*c|(a+)b", text)
    #expect(result == .match(groups: 1))
    #expect(ranges == [0..<2001])
    #expect(scratch.attempts == 1)
  }

  @Test func `An automaton with too many states forgets them and goes on`() throws {
    var generator = SeededGenerator(seed: 1)
    let text = String(
      decoding: (0..<20_000).map { _ in Bool.random(using: &generator) ? UInt8(0x61) : 0x62 }, as: UTF8.self)
    #expect(try search("a[ab]{14}c", text).0 == .noMatch)
    #expect(try search("a[ab]{14}c", text + String(repeating: "a", count: 15) + "c").1 == [20_000..<20_016])
    #expect(scratch.attempts == 1)
  }

  @Test func `An automaton has its limit too`() throws {
    var limits = RegexLimits()
    limits.automatonSteps = 1000
    let scratch = try RegexScratch(limits: limits)
    var generator = SeededGenerator(seed: 1)
    let text = (0..<20_000).map { _ in Bool.random(using: &generator) ? UInt8(0x61) : 0x62 }
    let compiled = try RegularExpression("a[ab]{14}c".utf8)
    #expect(text.withUnsafeBytes { compiled.match($0, scratch: scratch) } == .limit(.matches))
  }

  @Test(arguments: [
    ("(a)\\1", false), ("(?!ab)c", true), ("(?>ab|a)c", true), ("(?:[ab]{1,999}){1,999}c", false), ("\\Ka", false),
    ("(?m)^a", false),
  ])
  func `What no automaton decides is left to PCRE2, in steps`(_ expression: String, _ hasRelaxation: Bool) throws {
    let compiled = try RegularExpression(expression.utf8)
    #expect((compiled.program != nil) == hasRelaxation)
    #expect(compiled.program?.isExact != true)
    let text = Array((dashes + "aabcac" + dashes).utf8)
    let found = text.withUnsafeBytes { compiled.match($0, scratch: scratch) }
    let range = scratch.range(of: 0)
    _ = text.withUnsafeBytes { compiled.run($0, 0, 0, scratch) }
    switch found {
    case .match: #expect(range == scratch.range(of: 0))
    case .noMatch: #expect(expression == "(?m)^a")
    default: Issue.record("\(expression): \(found)")
    }
  }

  @Test(arguments: [
    "a, b", "a {2}b", "a++b", "a?+a", "a{2,3}+a", "(?<!a)b", "(?=b)[ab]", "\\Ba", "(?:^|a)*b$", "[[:^upper:]]",
    "(?i)[[:^upper:]]",
  ])
  func `What automata can represent is exact`(_ expression: String) throws {
    #expect(try RegularExpression(expression.utf8).program?.isExact == true)
  }
}
