import RampartWAF
import Testing

@Suite("Phases and what ends them") struct PhaseTests {
  private static let each = (1...5).map { "SecAction \"id:\($0),phase:\($0),pass,log\"" }.joined(separator: "\n")

  @Test func `phases come in order, whatever the order in the file`() throws {
    let rules = Self.each.split(separator: "\n").reversed().joined(separator: "\n")
    #expect(try RuleRun(rules)(.answer("x")).ids == [1, 2, 3, 4, 5])
  }

  @Test func `a denial ends all phases but that of the log`() throws {
    let run = try RuleRun("SecRule ARGS:q \"@streq x\" \"id:9,phase:1,deny,status:418\"\n" + Self.each)
    let outcome = run("/?q=x")
    #expect(outcome.ids == [9, 5])
    #expect(outcome.intervention == Intervention(.deny, status: 418, cause: .rule(9)))
    #expect(run("/?q=y").intervention == nil)
  }

  @Test func `drop, redirect and deny say what is to happen`() throws {
    let run = try RuleRun(
      """
      SecRule ARGS:a "@eq 1" "id:1,phase:1,drop"
      SecRule ARGS:a "@eq 2" "id:2,phase:1,redirect:'https://example.org/%{ARGS.b}'"
      SecRule ARGS:a "@eq 3" "id:3,phase:1,redirect:/login,status:307"
      SecRule ARGS:a "@eq 4" "id:4,phase:1,deny"
      """)
    #expect(run("/?a=1").intervention?.kind == .drop)
    let redirect = run("/?a=2&b=c").intervention
    #expect(redirect == Intervention(.redirect(Array("https://example.org/c".utf8)), status: 302, cause: .rule(2)))
    #expect(run("/?a=3").intervention == Intervention(.redirect(Array("/login".utf8)), status: 307, cause: .rule(3)))
    #expect(run("/?a=4").intervention?.status == 403)
  }

  @Test func `the first decision stands`() throws {
    let run = try RuleRun(
      "SecAction \"id:1,phase:1,deny,status:401\"\nSecAction \"id:2,phase:1,deny,status:402\"")
    #expect(run("/").intervention?.status == 401)
    #expect(run("/").ids == [1])
  }

  @Test func `allow leaves out the rest of the transaction, of the request or of the phase`() throws {
    for (action, ids) in [
      ("allow", [9, 5]), ("allow:request", [9, 3, 4, 5]), ("allow:phase", [9, 2, 3, 4, 5]),
      ("pass", [9, 1, 2, 3, 4, 5]),
    ] {
      let run = try RuleRun("SecAction \"id:9,phase:1,\(action),log\"\n" + Self.each)
      #expect(run(.answer("x")).ids == ids, "\(action)")
    }
  }

  @Test func `an answer is denied in its phases`() throws {
    let run = try RuleRun(
      """
      SecRule RESPONSE_STATUS "@eq 500" "id:1,phase:3,deny,status:502"
      SecRule RESPONSE_BODY "@contains secret" "id:2,phase:4,deny,status:503"
      SecRule RESPONSE_HEADERS:Content-Type|RESPONSE_CONTENT_TYPE "@streq text/html" "id:3,phase:3,pass,log"
      """)
    #expect(run(.answer("ok", status: 500)).intervention?.status == 502)
    let outcome = run(.answer("a secret"))
    #expect(outcome.intervention == Intervention(.deny, status: 503, cause: .rule(2)))
    #expect(outcome.values(of: 3) == ["RESPONSE_HEADERS:Content-Type=text/html", "RESPONSE_CONTENT_TYPE=text/html"])
  }

  @Test func `to detect is to decide and do nothing`() throws {
    var options = FirewallOptions()
    options.mode = .detect
    let rules =
      "SecAction \"id:1,phase:1,deny\"\nSecAction \"id:2,phase:1,drop,ctl:ruleEngine=On\"\n" + """
        SecAction "id:3,phase:2,deny"
        """
    let outcome = try RuleRun(rules, options: options)("/")
    #expect(outcome.ids == [1, 2, 3])
    #expect(outcome.intervention == nil, "a rule cannot switch it on")
    #expect(outcome.detected == Intervention(.deny, status: 403, cause: .rule(1)))
    #expect(try RuleRun("SecRuleEngine DetectionOnly\n" + rules)("/").intervention?.cause == .rule(2))
    options.mode = .block
    #expect(try RuleRun("SecRuleEngine DetectionOnly\n" + rules, options: options)("/").intervention?.cause == .rule(1))
  }

  @Test func `an engine that is off looks at nothing`() throws {
    let outcome = try RuleRun("SecRuleEngine Off\n" + Self.each)(.answer("x"))
    #expect(outcome.ids.isEmpty && outcome.intervention == nil)
    #expect(
      try RuleRun("SecAction \"id:9,phase:1,pass,log,ctl:ruleEngine=Off\"\n" + Self.each)("/").ids.contains(2) == false)
  }
}
