import RampartWAF
import Testing

@Suite struct SecLangLineTests {
  @Test func `A backslash at the end of a line continues it, with any line ending`() throws {
    for ending in ["\n", "\r\n"] {
      let lines = ["SecRule ARGS \\", "  \"@rx a\\", "b\" \\", "  \"id:1,\\", "  phase:1\""]
      let rule = try RuleText.rule(lines.joined(separator: ending))
      #expect(rule.condition?.argument.literal == "ab")
      #expect(rule.phase == 1)
    }
  }

  @Test func `Two backslashes at the end of a line continue nothing`() throws {
    #expect(try RuleText.set("SecComponentSignature a\\\\\nSecAction id:1").settings.componentSignatures == ["a\\\\"])
  }

  @Test func `Comments and empty lines are left out, and a byte order mark`() throws {
    let set = try RuleText.set("\u{FEFF}# one\n\n   # SecRule nonsense\nSecAction id:1\n\t\n#")
    #expect(set.rules.map(\.id) == [1])
  }

  @Test func `A backslash at the end of a comment does not hide the line that follows`() throws {
    #expect(try RuleText.set("# a comment \\\nSecAction id:7").rules.map(\.id) == [7])
  }

  @Test func `A rule is where its first line is`() throws {
    let set = try RuleText.set("# one\nSecAction id:1\n\nSecRule ARGS \\\n  a \\\n  id:2\nSecAction id:3")
    #expect(set.rules.map(\.position.description) == ["test.conf:2", "test.conf:4", "test.conf:7"])
  }

  @Test func `A last line needs no line ending, and may end in a backslash`() throws {
    #expect(try RuleText.set("SecAction id:1").rules.count == 1)
    #expect(try RuleText.set("SecAction id:1 \\").rules.count == 1)
    #expect(try RuleText.set("").entries.isEmpty)
  }

  @Test func `Arguments stand in either quotes or in none`() throws {
    for text in ["SecRule ARGS a id:1", "SecRule \"ARGS\" \"a\" \"id:1\"", "SecRule 'ARGS' 'a' 'id:1'"] {
      let rule = try RuleText.rule(text)
      #expect(rule.targets == [RuleTarget(.args)])
      #expect(rule.condition?.argument.literal == "a")
      #expect(rule.id == 1)
    }
  }

  @Test func `In quotes a backslash takes only the quote's meaning`() throws {
    #expect(try RuleText.condition(#""@rx \"\\\"\d\\""#).argument.literal == #""\\"\d\\"#)
    #expect(try RuleText.condition(#"'@rx \'\"'"#).argument.literal == #"'\""#)
  }

  @Test func `Directives are known in any case`() throws {
    #expect(try RuleText.set("secrule ARGS a id:1\nSECACTION id:2").rules.count == 2)
  }
}
