import RampartTesting
import RampartWAF
import Testing

/// `RuleRun` compares with evaluating every rule in turn; what settled rules may get wrong shows there.
@Suite("Settled rules") struct SettledRulesTests {
  private static let gates = """
    SecRule &TX:level "@eq 0" "id:1,phase:1,pass,nolog,setvar:tx.level=1"
    SecRule TX:level "@lt 1" "id:2,phase:1,pass,nolog,skipAfter:END"
    SecAction "id:3,phase:1,pass,log"
    SecRule TX:level "@lt 2" "id:4,phase:1,pass,nolog,skipAfter:END"
    SecAction "id:5,phase:1,pass,log"
    SecMarker END
    SecRule TX:level "@lt 2" "id:6,phase:2,pass,nolog,skipAfter:END"
    SecAction "id:7,phase:2,pass,log,tag:'late'"
    SecMarker END
    SecAction "id:8,phase:2,pass,log,msg:'level %{tx.level}'"
    """

  @Test func `a level that no request changes is known beforehand`() throws {
    let run = try RuleRun(Self.gates)
    #expect(run("/").ids == [3, 8])
    #expect(run("/").tx("level") == "1")
    var options = FirewallOptions()
    options.assignments = [("level", "2")]
    #expect(try RuleRun(Self.gates, options: options)("/").ids == [3, 5, 7, 8])
  }

  @Test func `a level that a request changes is not`() throws {
    let rule = #"SecRule ARGS:up "@eq 1" "id:90,phase:1,pass,nolog,setvar:tx.level=2""#
    for rules in [rule + "\n" + Self.gates, Self.gates + "\n" + rule] {
      let run = try RuleRun(rules)
      #expect(run("/").ids == [3, 8])
      #expect(run("/?up=1").ids.contains(7))
    }
    let named = #"SecRule ARGS:name "@rx ^lev" "id:91,phase:1,pass,nolog,setvar:'tx.%{MATCHED_VAR}=2'""#
    let run = try RuleRun(named + "\n" + Self.gates)
    #expect(run("/?name=level").ids == [3, 5, 7, 8])
    #expect(run("/?name=levity").ids == [3, 8])
  }

  @Test func `what takes a rule away takes its settings and jumps away`() throws {
    let control = #"SecRule ARGS:off "@eq 1" "id:90,phase:1,pass,nolog,ctl:ruleRemoveById=1""#
    #expect(try RuleRun(control + "\n" + Self.gates)("/?off=1").tx("level") == nil)
    let jump = #"SecRule ARGS:off "@eq 1" "id:90,phase:1,pass,nolog,ctl:ruleRemoveById=6""#
    #expect(try RuleRun(Self.gates + "\n" + jump)("/?off=1").ids == [3, 7, 8])
    var options = FirewallOptions()
    options.conditionalExclusions = [FirewallExclusion(rules: [1...2]), FirewallExclusion(rules: [6...7])]
    let run = try RuleRun(Self.gates, options: options)
    #expect(run("/").ids == [3, 8])
    #expect(run("/", excluding: [0]).tx("level") == nil)
    #expect(run("/", excluding: [1]).ids == [3, 8])
  }

  @Test func `what the options take away is neither set nor jumped over`() throws {
    var options = FirewallOptions()
    options.exclusions = [FirewallExclusion(rules: [1...1])]
    let jump = try RuleRun(
      """
      SecAction "id:1,phase:1,pass,nolog,skipAfter:END"
      SecRule ARGS:q "@contains x" "id:2,phase:1,deny,log"
      SecMarker END
      """, options: options)
    #expect(jump("/?q=x").ids == [2])
    let setting = try RuleRun(
      """
      SecAction "id:1,phase:1,pass,nolog,setvar:tx.off=1"
      SecRule &TX:off "@eq 0" "id:2,phase:1,deny,log"
      """, options: options)
    #expect(setting("/").ids == [2])
    #expect(try RuleRun(Self.gates, options: options)("/").tx("level") == nil)
  }

  @Test func `a rule before a setting does not see it`() throws {
    let run = try RuleRun(
      """
      SecRule ARGS:a "@eq 1" "id:1,phase:1,pass,log,msg:'%{tx.b}'"
      SecRule TX:/^b/ "@eq 2" "id:2,phase:1,pass,log"
      SecAction "id:3,phase:1,pass,nolog,setvar:tx.b=2"
      SecRule TX:/^b/ "@eq 2" "id:4,phase:1,pass,log"
      """)
    #expect(run("/?a=1").ids == [1, 4])
    #expect(run("/?a=1").matches.first?.message == "")
  }

  @Test func `sums of what is known are known`() throws {
    let run = try RuleRun(
      """
      SecAction "id:1,phase:1,pass,nolog,setvar:tx.a=2147483647,setvar:tx.b=x"
      SecAction "id:2,phase:1,pass,nolog,setvar:tx.a=+%{tx.a},setvar:tx.b=+3,setvar:tx.c=-%{tx.b},setvar:!tx.d"
      SecRule TX:a "@eq 2147483647" "id:3,phase:2,pass,log"
      SecRule TX:c "@lt 0" "id:4,phase:2,pass,log,setvar:tx.e=1"
      """)
    #expect(run("/").ids == [3, 4])
    #expect(run("/").tx("c") == "-3")
  }

  @Test func `a rule behind a jump sees what has matched`() throws {
    let run = try RuleRun(
      """
      SecAction "id:1,phase:1,pass,nolog,setvar:tx.a=7"
      SecRule TX:a "@eq 7" "id:2,phase:1,pass,nolog"
      SecRule MATCHED_VAR "@eq 7" "id:3,phase:1,pass,log"
      SecRule TX:a "@eq 7" "id:4,phase:2,pass,nolog"
      SecAction "id:5,phase:2,pass,log,msg:'%{MATCHED_VAR}'"
      """)
    #expect(run("/").ids == [3, 5])
    let behindJump = try RuleRun(
      """
      SecAction "id:1,phase:1,pass,nolog,setvar:tx.a=7"
      SecRule TX:a "@eq 7" "id:2,phase:1,pass,nolog"
      SecAction "id:3,phase:1,pass,log,skipAfter:M"
      SecRule TX:a "@eq 8" "id:4,phase:1,pass,nolog"
      SecMarker M
      SecRule MATCHED_VAR "@eq 7" "id:5,phase:1,deny,log"
      """)
    #expect(behindJump("/").ids == [3, 5])
    let redirecting = try RuleRun(
      """
      SecAction "id:1,phase:1,pass,nolog,setvar:tx.a=7"
      SecRule TX:a "@eq 7" "id:2,phase:1,pass,nolog"
      SecAction "id:3,phase:1,log,redirect:'https://example.org/%{MATCHED_VAR}'"
      """)
    #expect(redirecting("/").ids == [3])
  }

  /// Small programs that count, test, jump and remove, made at random.
  @Test func `random rules come to the same`() throws {
    var random = SeededGenerator(seed: 4)
    var matches = 0
    for _ in 0..<1500 {
      let rules = (1...Int.random(in: 3...14, using: &random)).map { Self.rule($0, &random) } + ["SecMarker M"]
      var options = FirewallOptions()
      let removed = Int.random(in: 1...28, using: &random)
      options.exclusions = [FirewallExclusion(rules: [removed...removed])]
      let run = try RuleRun(rules.joined(separator: "\n"), options: options)
      for target in ["/", "/?a=1", "/?a=2&b=1", "/?b=2"] {
        let outcome = run(target)
        matches += outcome.ids.count
      }
    }
    #expect(matches > 1500)
  }

  private static func rule(_ id: Int, _ random: inout SeededGenerator) -> String {
    func pick(_ choices: String...) -> String { choices.randomElement(using: &random) ?? "" }
    let member = ["x", "y", "z", "w1"]
    func name() -> String { member.randomElement(using: &random) ?? "x" }
    func condition() -> String {
      let relation = pick("@eq", "@lt", "@ge", "!@eq")
      let right = pick("0", "1", "2", "%{tx.\(name())}")
      let left = pick(
        "TX:\(name())", "&TX:\(name())", "TX:\(name())", "&TX:\(name())", "ARGS:a", "ARGS:b", "TX:/^w/", "MATCHED_VAR",
        "MATCHED_VARS",
        "&MATCHED_VARS")
      return "SecRule \(left) \"\(relation) \(right)\""
    }
    func effect() -> String {
      pick(
        "setvar:tx.\(name())=1", "setvar:tx.\(name())=%{tx.\(name())}", "setvar:tx.\(name())=+1",
        "setvar:!tx.\(name())",
        "setvar:'tx.w%{ARGS.a}=2'", "setvar:tx.\(name())=%{ARGS.b}",
        "ctl:ruleRemoveById=\(Int.random(in: 1...14, using: &random))",
        "ctl:ruleRemoveTargetById=\(Int.random(in: 1...14, using: &random));TX:\(name())",
        "ctl:ruleEngine=DetectionOnly", "allow:phase",
        "skip:1", "skip:3", "skipAfter:M", "t:none", "capture", "severity:2", "deny",
        "redirect:'https://example.org/%{MATCHED_VAR}'")
    }
    let phase = "phase:\(pick("1", "1", "2"))"
    let actions = "id:\(id),\(phase),pass,\(pick("nolog", "nolog", "log")),\(effect())"
    let marker = pick("", "", "", "\nSecMarker M")
    switch Int.random(in: 0..<5, using: &random) {
    case 0: return "SecAction \"\(actions)\"\(marker)"
    case 1: return "\(condition()) \"\(actions),chain\"\n\(condition()) \"t:none,setvar:tx.\(name())=1\"\(marker)"
    default: return "\(condition()) \"\(actions)\"\(marker)"
    }
  }
}
