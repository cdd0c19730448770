import RampartWAF
import Testing

@Suite("What is reported") struct ReportTests {
  @Test func `matches and their values are reported up to a limit`() throws {
    var options = FirewallOptions()
    options.reportedMatches = 2
    options.reportedValues = 3
    let rules = (1...4).map { "SecRule ARGS \"@rx x\" \"id:\($0),phase:1,pass,log,setvar:tx.n=+1\"" }
    let run = try RuleRun(rules.joined(separator: "\n"), options: options)
    let outcome = run("/?a=x&b=x&c=x&d=x")
    #expect(outcome.ids == [1, 2])
    #expect(outcome.areMatchesCut)
    #expect(outcome.values(of: 1) == ["ARGS:a=x", "ARGS:b=x", "ARGS:c=x"])
    #expect(outcome.tx("n") == "16", "what is not reported counts")
    #expect(!run("/?a=y").areMatchesCut)
  }

  @Test func `nolog has its effect and is not reported, and tags are filled in`() throws {
    let run = try RuleRun(
      """
      SecRule ARGS:a "@rx x" "id:1,phase:1,pass,nolog,setvar:tx.n=1"
      SecRule ARGS:a "@rx x" "id:2,phase:1,pass,log,tag:'plain',tag:'of %{MATCHED_VAR_NAME}',severity:CRITICAL"
      """)
    let outcome = run("/?a=x")
    #expect(outcome.ids == [2] && outcome.tx("n") == "1")
    #expect(outcome.matches[0].tags == ["plain", "of ARGS:a"])
  }

  @Test func `what a rule sanitises is marked in all matches, also those before`() throws {
    let rules = """
      SecRule ARGS|REQUEST_HEADERS "@rx secret" "id:1,phase:1,pass,log"
      SecRule QUERY_STRING "@rx secret" "id:2,phase:1,pass,log"
      SecRule REQUEST_METHOD "@streq GET" "id:3,phase:1,pass,log"
      """
    func marks(_ action: String, _ request: CorpusRequest) throws -> [Bool] {
      try RuleRun(rules + "\nSecRule ARGS:pin|REQUEST_HEADERS:X-Pin \"@rx .\" \"id:4,phase:2,pass,nolog,\(action)\"")(
        request
      ).matches.map(\.isSanitised)
    }
    let query = CorpusRequest(target: Array("/?pin=secret".utf8))
    var header = CorpusRequest()
    header.fields = [.init("X-Pin", "secret")]
    #expect(try marks("sanitiseArg:PIN", query) == [true, true, false])
    #expect(try marks("sanitiseMatched", query) == [true, true, false])
    #expect(try marks("sanitiseMatchedBytes:1/2", query) == [true, true, false])
    #expect(try marks("sanitiseRequestHeader:x-pin", header) == [true, false])
    #expect(try marks("sanitiseMatched", header) == [true, false])
    #expect(try marks("sanitiseArg:other", header) == [false, false])
    #expect(try marks("setvar:tx.a=1", query) == [false, false, false])
  }
}
