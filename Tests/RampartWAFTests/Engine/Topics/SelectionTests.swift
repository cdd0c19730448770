import RampartWAF
import Testing

@Suite("What a rule looks at") struct SelectionTests {
  private func values(_ targets: String, _ request: CorpusRequest, condition: String = "@unconditionalMatch") throws
    -> [String]
  {
    try RuleRun("SecRule \(targets) \"\(condition)\" \"id:1,phase:2,pass,log\"")(request).values(of: 1)
  }

  private let form: CorpusRequest = {
    var request = CorpusRequest.post("b=2&A1=3&a2=4")
    request.target = Array("/p/x.php?a=1&b=%41".utf8)
    request.fields += [.init("Cookie", "s=1; t=2"), .init("X-A", "h")]
    return request
  }()

  @Test func `keys are names without regard to case, expressions, or all`() throws {
    #expect(try values("ARGS:B", form) == ["ARGS:b=A", "ARGS:b=2"])
    #expect(try values("ARGS:/^a\\d/", form) == ["ARGS:A1=3", "ARGS:a2=4"])
    #expect(try values("ARGS|!ARGS:b|!ARGS:/^a\\d/", form) == ["ARGS:a=1"])
    #expect(try values("ARGS_GET", form) == ["ARGS_GET:a=1", "ARGS_GET:b=A"])
    #expect(try values("ARGS_POST_NAMES", form).count == 3)
    #expect(
      try values("REQUEST_HEADERS:x-a|REQUEST_COOKIES:t", form) == ["REQUEST_HEADERS:X-A=h", "REQUEST_COOKIES:t=2"])
    #expect(try values("ARGS:none", form).isEmpty)
  }

  @Test func `an ampersand counts`() throws {
    #expect(try values("&ARGS", form) == ["ARGS=5"])
    #expect(try values("&ARGS:b", form, condition: "@eq 2") == ["ARGS=2"])
    #expect(try values("&ARGS:none|&REQUEST_COOKIES", form) == ["ARGS=0", "REQUEST_COOKIES=2"])
  }

  @Test func `a negated operator matches each value that does not`() throws {
    #expect(try values("ARGS:/^[ab]$/", form, condition: "!@streq 1") == ["ARGS:b=A", "ARGS:b=2"])
    #expect(try values("ARGS:none", form, condition: "!@streq 1").isEmpty)
  }

  @Test func `the target has its forms`() throws {
    #expect(try values("REQUEST_URI", form) == ["REQUEST_URI=/p/x.php?a=1&b=A"])
    #expect(try values("REQUEST_URI_RAW", form) == ["REQUEST_URI_RAW=/p/x.php?a=1&b=%41"])
    #expect(try values("REQUEST_FILENAME", form) == ["REQUEST_FILENAME=/p/x.php"])
    #expect(try values("REQUEST_BASENAME", form) == ["REQUEST_BASENAME=x.php"])
    #expect(try values("QUERY_STRING", form) == ["QUERY_STRING=a=1&b=%41"])
    #expect(try values("REQUEST_LINE", form) == ["REQUEST_LINE=POST /p/x.php?a=1&b=%41 HTTP/1.1"])
  }

  @Test func `multiMatch tries a value at each step that changes it`() throws {
    let run = try RuleRun(
      """
      SecRule ARGS:q "@rx ^A%|^a%|^aa$" "id:1,phase:1,pass,log,multiMatch,t:none,t:lowercase,t:urlDecodeUni"
      SecRule ARGS:q "@rx ^A%" "id:2,phase:1,pass,log,t:none,t:lowercase"
      SecRule ARGS:q "@rx b" "id:3,phase:1,pass,log,multiMatch,t:none,t:removeNulls,t:lowercase"
      """)
    let outcome = run("/?q=A%2561")
    #expect(outcome.values(of: 1) == ["ARGS:q=A%61", "ARGS:q=a%61", "ARGS:q=aa"])
    #expect(outcome.values(of: 2).isEmpty)
    #expect(run("/?q=b").values(of: 3) == ["ARGS:q=b"], "what stays the same is tried once")
  }
}
