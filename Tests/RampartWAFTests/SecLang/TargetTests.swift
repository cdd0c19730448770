import RampartWAF
import Testing

@Suite struct RuleTargetReaderTests {
  @Test(arguments: [
    ("ARGS", RuleTarget(.args)),
    ("args", RuleTarget(.args)),
    ("ARGS:q", RuleTarget(.args, .key("q"))),
    ("ARGS:a.b[0][text]", RuleTarget(.args, .key("a.b[0][text]"))),
    ("REQUEST_HEADERS:User-Agent", RuleTarget(.requestHeaders, .key("User-Agent"))),
    ("&REQUEST_HEADERS:Host", RuleTarget(.requestHeaders, .key("Host"), isCount: true)),
    ("&ARGS", RuleTarget(.args, isCount: true)),
    ("ARGS:/^x/", RuleTarget(.args, .pattern("^x"))),
    ("ARGS:/^(a|b),c/d$/", RuleTarget(.args, .pattern("^(a|b),c/d$"))),
    (#"ARGS:/a\/|b/"#, RuleTarget(.args, .pattern(#"a\/|b"#))),
    ("\"ARGS:'/a b|c/'\"", RuleTarget(.args, .pattern("a b|c"))),
    ("ARGS:'a|b'", RuleTarget(.args, .key("a|b"))),
    ("ARGS:'/'", RuleTarget(.args, .key("/"))),
    ("TX:1", RuleTarget(.tx, .key("1"))),
    ("XML:/*", RuleTarget(.xml, .path("/*"))),
    ("XML://@*", RuleTarget(.xml, .path("//@*"))),
    ("REQUEST_LINE", RuleTarget(.requestLine)),
    ("MULTIPART_SEMICOLON_MISSING", RuleTarget(.multipartMissingSemicolon)),
  ])
  func `One variable is read`(_ text: String, _ target: RuleTarget) throws {
    #expect(try RuleText.targets(text) == [target])
  }

  @Test func `Several variables are separated by bars or commas, with blanks around them in quotes`() throws {
    let expected = [
      RuleTarget(.requestCookies), RuleTarget(.requestCookies, .pattern("__utm"), isExclusion: true),
      RuleTarget(.xml, .path("/*")), RuleTarget(.argsNames),
    ]
    #expect(try RuleText.targets("REQUEST_COOKIES|!REQUEST_COOKIES:/__utm/|XML:/*|ARGS_NAMES") == expected)
    #expect(try RuleText.targets("REQUEST_COOKIES,!REQUEST_COOKIES:/__utm/,XML:/*,ARGS_NAMES") == expected)
    #expect(try RuleText.targets("\"REQUEST_COOKIES | !REQUEST_COOKIES:/__utm/ |XML:/* | ARGS_NAMES \"") == expected)
  }

  @Test(arguments: Variable.allCases)
  func `Every variable is known by its name`(_ variable: Variable) throws {
    let path = variable == .xml ? ":/*" : ""
    #expect(try RuleText.targets(variable.rawValue + path).map(\.variable) == [variable])
  }
}
