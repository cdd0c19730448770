import RampartWAF
import Testing

@Suite("Chains in transactions") struct ChainedRuleTests {
  private static let chain = """
    SecRule ARGS:a "@rx (b+)" "id:1,phase:2,deny,capture,log,msg:'m %{TX.1} %{MATCHED_VAR}',\\
      logdata:'%{TX.0} in %{MATCHED_VAR_NAME}',setvar:tx.first=1,chain"
      SecRule ARGS:c "@rx (d+)" "capture,setvar:tx.second=+2,chain"
        SecRule TX:1 "@streq dd" "t:none,setvar:tx.third=%{MATCHED_VAR}"
    """

  @Test func `all links must match`() throws {
    let run = try RuleRun(Self.chain)
    #expect(run("/?a=b&c=dd").ids == [1])
    for target in ["/?a=b", "/?c=dd", "/?a=b&c=d", "/?a=x&c=dd", "/"] {
      #expect(run(target).intervention == nil, "\(target)")
    }
  }

  @Test func `a link has its effect as soon as it matches, and the rule when all have`() throws {
    let run = try RuleRun(Self.chain)
    let half = run("/?a=b&c=d")
    #expect(half.tx("first") == "1" && half.tx("second") == "2" && half.tx("third") == nil)
    #expect(half.matches.isEmpty)
    #expect(run("/?a=b&c=dd").tx("third") == "dd")
  }

  @Test func `the rule's text is filled in with what its last link has matched`() throws {
    let match = try #require(try RuleRun(Self.chain)("/?a=abbc&c=dd").matches.first)
    #expect(match.message == "m dd dd")
    #expect(match.logData == "dd in TX:1")
    #expect(match.values == ["ARGS:a=abbc", "ARGS:c=dd", "TX:1=dd"])
  }

  @Test func `a macro of the rule itself is filled in once`() throws {
    let run = try RuleRun(
      """
      SecRule ARGS:a "@streq x" "id:7,phase:1,pass,log,msg:'hit %{MATCHED_VAR} %{RULE.msg}',rev:3,severity:ERROR,\\
        setvar:'tx.text=%{RULE.id}/%{RULE.rev}/%{RULE.severity}/%{RULE.msg}'"
      """)
    #expect(run("/?a=x").tx("text") == "7/3/3/hit x ")
  }

  @Test func `a chain that is left in the middle leaves no match behind`() throws {
    let run = try RuleRun(
      """
      SecRule ARGS:a "@rx ." "id:1,phase:1,pass,log,chain"
        SecRule ARGS:b "@rx ." "t:none"
      SecRule MATCHED_VARS "@rx ." "id:2,phase:1,pass,log"
      """)
    #expect(run("/?a=1").ids.isEmpty)
    #expect(run("/?a=1&b=2").ids == [1, 2])
  }
}
