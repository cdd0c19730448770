import RampartWAF
import Testing

@Suite struct ComparisonOperatorTests {
  @Test(arguments: [
    (OperatorName.eq, "5", "5", true), (.eq, "5", "6", false), (.eq, "0", "", true), (.eq, "0", "abc", true),
    (.eq, "5", " 5 apples", true), (.eq, "-5", "-5", true), (.eq, "5", "+5", true), (.eq, "0", "99999999999", true),
    (.gt, "5", "6", true), (.gt, "5", "5", false), (.gt, "-1", "", true), (.gt, "5", "99999999999999999999", true),
    (.ge, "5", "5", true), (.ge, "5", "4", false), (.lt, "5", "4", true), (.lt, "5", "5", false),
    (.lt, "0", "-99999999999999999999", true), (.le, "5", "5", true), (.le, "5", "6", false), (.le, "0", "x", true),
  ])
  func `Numbers are read from the start of the value`(
    _ name: OperatorName, _ argument: String, _ value: String, _ expected: Bool
  ) throws {
    #expect(try OperatorProbe(name, argument).matches(value) == expected)
    #expect(try OperatorProbe(expanded: name).matches(value, argument: argument) == expected)
  }

  @Test(arguments: [
    (OperatorName.streq, "ab", "ab", true), (.streq, "ab", "AB", false), (.streq, "ab", "abc", false),
    (.streq, "", "", true), (.streq, "", "a", false), (.streq, "ab", "", false),
    (.beginsWith, "ab", "abc", true), (.beginsWith, "ab", "cab", false), (.beginsWith, "", "x", true),
    (.beginsWith, "abc", "ab", false), (.beginsWith, "ab", "Abc", false),
    (.endsWith, "bc", "abc", true), (.endsWith, "bc", "bcd", false), (.endsWith, "", "x", true),
    (.endsWith, "abc", "bc", false),
    (.contains, "bc", "abcd", true), (.contains, "bc", "aBcd", false), (.contains, "", "x", true),
    (.contains, "x", "", false), (.contains, "a.c", "abc", false), (.contains, "bbc", "bbbc", true),
    (.strmatch, "bc", "abcd", true), (.strmatch, "b.", "abcd", false),
    (.containsWord, "cat", "a cat!", true), (.containsWord, "cat", "cats", false),
    (.containsWord, "cat", "tomcat", false),
    (.containsWord, "cat", "cats cat", true), (.containsWord, "cat", "1cat_", true),
    (.containsWord, "cat", "Cat", false),
    (.containsWord, "", "x", true), (.containsWord, "catcat", "catcatcat catcat", true),
    (.within, "GET POST", "GET", true), (.within, "GET POST", "ET P", true), (.within, "GET POST", "PUT", false),
    (.within, "GET POST", "", true), (.within, "", "", true), (.within, "", "x", false), (.within, "GET", "get", false),
  ])
  func `Texts are compared byte by byte`(
    _ name: OperatorName, _ argument: String, _ value: String, _ expected: Bool
  ) throws {
    let probe = try OperatorProbe(name, argument)
    #expect(probe.matches(value) == expected)
    #expect(probe.captures.isEmpty)
    #expect(!probe.compiled.needsArgument)
    let expanded = try OperatorProbe(expanded: name)
    #expect(expanded.compiled.needsArgument)
    #expect(expanded.matches(value, argument: argument) == expected)
  }

  @Test func `Bytes that are no text are compared like others`() throws {
    #expect(try OperatorProbe(expanded: .contains).evaluate([0x61, 0x00, 0xFF, 0x62], argument: "\u{0}") == .match)
    #expect(try OperatorProbe(.streq, "a").evaluate([0x61, 0x00]) == .noMatch)
    #expect(try OperatorProbe(.endsWith, "b").evaluate([0xFF, 0x62]) == .match)
  }

  @Test func `A negated operator says of itself that it is one, and answers as if it were none`() throws {
    let call = OperatorCall(.streq, MacroText(literal: "a"), isNegated: true)
    let probe = try OperatorProbe(call)
    #expect(probe.compiled.isNegated)
    #expect(probe.matches("a"))
    #expect(!probe.matches("b"))
  }

  @Test func `Some operators need no value`() throws {
    for value in ["", "x"] {
      #expect(try OperatorProbe(.unconditionalMatch).matches(value))
      #expect(try !OperatorProbe(.noMatch).matches(value))
    }
    #expect(try OperatorProbe(.noMatch).compiled.gate == .never)
  }
}
