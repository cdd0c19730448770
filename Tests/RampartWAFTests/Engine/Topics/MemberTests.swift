import RampartWAF
import Testing

@Suite("TX, captures and macros") struct MemberTests {
  private func tx(_ actions: String, _ target: String = "/?a=5&b=x7") throws -> Outcome {
    try RuleRun("SecRule ARGS:a \"@rx .\" \"id:1,phase:1,pass,nolog,\(actions)\"")(target)
  }

  @Test func `numbers are added and subtracted, and text counts by the number it begins with`() throws {
    #expect(try tx("setvar:tx.n=3,setvar:tx.n=+4,setvar:tx.n=-2").tx("n") == "5")
    #expect(try tx("setvar:tx.n=+4").tx("n") == "4")
    #expect(try tx("setvar:tx.n=-4").tx("n") == "-4")
    #expect(try tx("setvar:tx.n=abc,setvar:tx.n=+1").tx("n") == "1")
    #expect(try tx("setvar:tx.n=12abc,setvar:tx.n=+1").tx("n") == "13")
    #expect(try tx("setvar:tx.n=+%{ARGS.a},setvar:tx.n=+%{ARGS.a}").tx("n") == "10")
    #expect(try tx("setvar:tx.n=2147483647,setvar:tx.n=+1").tx("n") == "2147483647")
  }

  @Test func `members are set, removed and named by macros, without regard to case`() throws {
    #expect(try tx("setvar:tx.A=1,setvar:tx.a=2").tx("a") == "2")
    #expect(try tx("setvar:tx.n").tx("n") == "1")
    #expect(try tx("setvar:tx.n=1,setvar:!tx.n").tx("n") == nil)
    #expect(try tx("setvar:'tx.k_%{ARGS.b}=%{MATCHED_VAR_NAME} %{MATCHED_VAR}'").tx("k_x7") == "ARGS:a 5")
    #expect(try tx("setvar:'tx.%{ARGS.b}=1',setvar:'tx.%{ARGS.b}=+2',setvar:'!tx.other'").tx("x7") == "3")
    #expect(try tx("setvar:'tx.t=%{tx.none}%{REQUEST_METHOD}%{REQUEST_HEADERS.none}'").tx("t") == "GET")
  }

  @Test func `a capture fills TX, and groups without a match leave theirs`() throws {
    let run = try RuleRun(
      """
      SecRule ARGS:a "@rx (a)(b)?(c)" "id:1,phase:1,pass,log,capture,logdata:'%{TX.0}|%{TX.1}|%{TX.2}|%{TX.3}'"
      SecRule ARGS:b "@rx ^(.)" "id:2,phase:1,pass,log,logdata:'%{TX.1}'"
      SecRule ARGS:b "@pm one two" "id:3,phase:1,pass,log,capture,logdata:'%{TX.0}'"
      SecRule ARGS:b "!@rx x(y)" "id:4,phase:1,pass,log,capture,logdata:'%{TX.0}'"
      """)
    let outcome = run("/?a=-abc-&b=a-two")
    #expect(outcome.matches.map(\.logData) == ["abc|a|b|c", "a", "two", "two"])
    #expect(run("/?a=ac").matches.first?.logData == "ac|a||c")
  }

  @Test func `all members of TX can be looked at, also by an expression`() throws {
    let run = try RuleRun(
      """
      SecAction "id:1,phase:1,pass,nolog,setvar:tx.header_a=1,setvar:tx.header_b=2,setvar:tx.other=3"
      SecRule TX:/^header_/ "@rx ." "id:2,phase:1,pass,log"
      SecRule &TX:/^header_/ "@eq 2" "id:3,phase:1,pass,log"
      SecRule TX|!TX:other|!TX:header_b "@rx ." "id:4,phase:1,pass,log"
      SecRule &TX:none "@eq 0" "id:5,phase:1,pass,log"
      """)
    let outcome = run("/")
    #expect(outcome.ids == [2, 3, 4, 5])
    #expect(outcome.values(of: 2) == ["TX:header_a=1", "TX:header_b=2"])
    #expect(outcome.values(of: 4) == ["TX:header_a=1"])
  }

  @Test func `an expression also selects members whose names a request has made`() throws {
    let run = try RuleRun(
      """
      SecRule ARGS "@rx ." "id:1,phase:1,pass,nolog,setvar:tx.seen_a=1,setvar:'tx.seen_%{MATCHED_VAR_NAME}=2'"
      SecRule TX:/^seen_/ "@rx ." "id:2,phase:1,pass,log"
      SecRule TX:/^seen_/|!TX:seen_a "@rx ." "id:3,phase:1,pass,log,chain"
        SecRule TX:/^SEEN_A$/ "@eq 1" "t:none"
      """)
    let outcome = run("/?q=x")
    #expect(outcome.values(of: 2) == ["TX:seen_a=1", "TX:seen_ARGS:q=2"])
    #expect(outcome.values(of: 3) == ["TX:seen_ARGS:q=2", "TX:seen_a=1"])
  }
}
