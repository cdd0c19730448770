import RampartWAF
import Testing

@Suite struct OperatorReaderTests {
  @Test func `A pattern without an operator is rx`() throws {
    #expect(try RuleText.condition("\"^a b  \"") == OperatorCall(.rx, MacroText(literal: "^a b  ")))
    #expect(try RuleText.condition("\"!^a\"") == OperatorCall(.rx, MacroText(literal: "^a"), isNegated: true))
    #expect(try RuleText.condition("\"  ^a\"").argument.literal == "^a")
    #expect(try RuleText.condition("\"@rx ^a \"") == OperatorCall(.rx, MacroText(literal: "^a ")))
  }

  @Test func `Operators are known in any case and may be negated`() throws {
    #expect(try RuleText.condition("\"!@STREQ a\"") == OperatorCall(.streq, MacroText(literal: "a"), isNegated: true))
    #expect(try RuleText.condition("@detectsqli") == OperatorCall(.detectSQLi, MacroText(literal: "")))
    #expect(try RuleText.condition("\"@unconditionalMatch \"").name == .unconditionalMatch)
  }

  @Test(arguments: [
    OperatorName.beginsWith, .contains, .containsWord, .endsWith, .rxGlobal, .strmatch, .within, .streq, .pm,
  ])
  func `What the operator is told is kept as it is`(_ name: OperatorName) throws {
    let call = try RuleText.condition("\"@\(name.rawValue)   two words\"")
    #expect(call.name == name)
    #expect(call.argument.literal == "two words")
  }

  @Test func `Numbers may be macros`() throws {
    #expect(try RuleText.condition("\"@eq 0\"").argument.literal == "0")
    #expect(try RuleText.condition("\"@lt -1 \"").name == .lt)
    let call = try RuleText.condition("\"!@ge %{tx.limit}\"")
    #expect(call.argument == MacroText(parts: [.variable(.tx, key: "limit")]))
  }

  @Test func `Macros are taken apart, with keys in lower case`() throws {
    let call = try RuleText.condition("\"@within |%{TX.Allowed}|%{request_headers:Host}%{REMOTE_ADDR}\"")
    let expected: [MacroText.Part] = [
      .literal("|"), .variable(.tx, key: "allowed"), .literal("|"), .variable(.requestHeaders, key: "host"),
      .variable(.remoteAddress, key: nil),
    ]
    #expect(call.argument.parts == expected)
    #expect(try RuleText.condition("\"@rx 100% {2} %a\"").argument.literal == "100% {2} %a")
  }

  @Test func `Phrases are words, with bytes between bars`() throws {
    #expect(try RuleText.condition("\"@pm a  b c\"").phrases == ["a", "b", "c"])
    #expect(try RuleText.condition("\"@pm x|41 42|y z\"").phrases == ["xABy", "z"])
    #expect(try RuleText.condition(#""@pm a\:b\; c\"d""#).phrases == ["a:b;", "c\"d"])
    // Not in the form of bytes, so that the text stands for itself.
    #expect(try RuleText.condition(#""@pm a|b c\d""#).phrases == ["a|b", #"c\d"#])
    #expect(try RuleText.condition(#""@pm a|4| c""#).phrases == ["a|4|", "c"])
  }

  @Test func `A data file is relative to the rule file, without comments and empty lines`() throws {
    let files = [
      "rules/a.conf": "SecRule ARGS \"@pmFromFile words.data\" id:1",
      "rules/words.data": "# no\none two\n\n  # no\n \n b \r\nc",
    ]
    let set = try RuleSetReader.read(["rules/a.conf"], from: MemorySecLangFiles(texts: files))
    let call = try #require(set.rules.first?.condition)
    #expect(call.phrases == ["one two", " b ", "c"])
    #expect(call.argument.literal == "words.data")
    #expect(call.name == .pmFromFile)
  }

  @Test func `Several data files are read one after the other, and short names are known`() throws {
    let files = ["a.data": "a\n", "/b.data": "b", "ip.data": "10.0.0.0/8 # inside\n#no\n ::1 \n"]
    #expect(try RuleText.condition("\"@pmf a.data /b.data\"", files: files).phrases == ["a", "b"])
    let call = try RuleText.condition("\"@ipMatchF ip.data\"", files: files)
    #expect(call.name == .ipMatchFromFile)
    #expect(call.phrases == ["10.0.0.0/8", "::1"])
  }

  @Test func `What would ask a name server or a database never matches, and is listed`() throws {
    let set = try RuleText.set("SecRule ARGS \"@rbl list.example.org\" id:1\nSecRule ARGS @geoLookup id:2")
    #expect(set.rules.map(\.condition?.name) == [.noMatch, .noMatch])
    #expect(set.notices.map(\.subject) == ["@rbl", "@geoLookup"])
    #expect(set.notices.map(\.kind) == [.lookup, .lookup])
    #expect(set.notices.last?.description.hasPrefix("test.conf:2: `@geoLookup`: ") == true)
  }
}
