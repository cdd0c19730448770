import RampartPatterns
import RampartWAF
import Testing

@Suite struct RegexOperatorTests {
  @Test(arguments: [
    ("ab+c", "xabbcx", true), ("ab+c", "ac", false), ("^b$", "a\nb\nc", true), ("a.b", "a\nb", true), ("A", "a", false),
    ("(?i)A", "a", true), ("", "anything", true), ("", "", true), ("^$", "", true), ("a{2}", "aa", true),
    (#"\d+\.\d+"#, "v1.25", true), ("(?<!a)b", "ab", false), ("(a)\\1", "aa", true), ("a++a", "aaa", false),
  ])
  func `Expressions are those of PCRE, over lines and with dots for all bytes`(
    _ expression: String, _ value: String, _ expected: Bool
  ) throws {
    for name in [OperatorName.rx, .rxGlobal] {
      #expect(try OperatorProbe(name, expression).matches(value) == expected)
      #expect(try OperatorProbe(expanded: name).matches(value, argument: expression) == expected)
    }
    // A long value is decided another way.
    let long = value + String(repeating: "\n#", count: 300)
    #expect(try OperatorProbe(.rx, expression).matches(long) == expected || value.isEmpty)
  }

  @Test func `Bytes need not be UTF-8`() throws {
    #expect(try OperatorProbe(.rx, #"^\xff.\x00$"#).evaluate([0xFF, 0x80, 0x00]) == .match)
  }

  @Test func `Groups that took part are captured, from 0 to 9`() throws {
    let probe = try OperatorProbe(.rx, "(a)|(b)(c)")
    #expect(probe.matches("-bc"))
    #expect(probe.captures == [1..<3, nil, 1..<2, 2..<3])
    let many = try OperatorProbe(.rx, String(repeating: "(.)", count: 12))
    #expect(many.matches("abcdefghijkl"))
    #expect(many.captures.count == 10)
    #expect(!probe.matches("x"))
    #expect(probe.captures.isEmpty)
  }

  @Test func `Long values have the same captures as short ones`() throws {
    let padding = String(repeating: "-", count: 5000)
    for (value, offset) in [("-bc-", 0), (padding + "-bc-" + padding, 5000)] {
      let probe = try OperatorProbe(.rx, "(a)|(b)(c)")
      #expect(probe.matches(value))
      #expect(
        probe.captures == [(offset + 1)..<(offset + 3), nil, (offset + 1)..<(offset + 2), (offset + 2)..<(offset + 3)])
    }
  }

  @Test(arguments: [0, 5000])
  func `All matches are captured one after the other`(_ padding: Int) throws {
    let probe = try OperatorProbe(.rxGlobal, "[a-z]([0-9])")
    #expect(probe.matches("a1 b2 c3" + String(repeating: "-", count: padding)))
    #expect(probe.captures == [0..<2, 1..<2, 3..<5, 4..<5, 6..<8, 7..<8])
    #expect(probe.matches("a1b2c3d4e5f6g7" + String(repeating: "-", count: padding)))
    #expect(probe.captures.count == 10)
  }

  @Test func `Matches of nothing come to an end`() throws {
    let probe = try OperatorProbe(.rxGlobal, "x*")
    #expect(probe.matches("aaa"))
    #expect(probe.captures == [0..<0, 1..<1, 2..<2, 3..<3])
    #expect(probe.matches(""))
    #expect(probe.captures == [0..<0])
  }

  @Test func `Without captures the answer is the same`() throws {
    for padding in [0, 5000] {
      let probe = try OperatorProbe(.rx, "(b)(c)")
      probe.scratch.wantsCaptures = false
      #expect(probe.matches("abc" + String(repeating: "-", count: padding)))
      #expect(probe.captures.isEmpty)
      #expect(!probe.matches("acb" + String(repeating: "-", count: padding)))
    }
  }

  @Test func `What is no expression is refused with its place`() {
    let error = #expect(throws: OperatorError.self) { try OperatorProbe(.rx, "a(b") }
    #expect(error?.code == "waf.operator.rx")
    #expect(error?.detail.contains("offset 3") == true)
  }

  @Test func `An expression out of a request that is none, or too long, matches nothing`() throws {
    let probe = try OperatorProbe(expanded: .rx)
    #expect(!probe.matches("a(b", argument: "a(b"))
    #expect(probe.matches(String(repeating: "a", count: 5000), argument: "^" + String(repeating: "a", count: 4095)))
    #expect(!probe.matches(String(repeating: "a", count: 5000), argument: "^" + String(repeating: "a", count: 4096)))
    #expect(probe.matches("abc", argument: ""))
  }

  @Test func `What reaches a limit is neither`() throws {
    var limits = RegexLimits()
    limits.matches = 100
    let scratch = try OperatorScratch(limits: limits)
    let compiled = try CompiledOperator(OperatorCall(.rx, MacroText(literal: "(a+)+$")))
    let value = Array((String(repeating: "a", count: 60) + "!").utf8)
    #expect(value.withUnsafeBytes { compiled.evaluate($0, scratch: scratch) } == .limitExceeded)
    // Of a long value it is known.
    let long = Array((String(repeating: "a", count: 20_000) + "!").utf8)
    #expect(long.withUnsafeBytes { compiled.evaluate($0, scratch: scratch) } == .noMatch)
  }
}
