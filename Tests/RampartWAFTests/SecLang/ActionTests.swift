import RampartWAF
import Testing

@Suite struct RuleActionReaderTests {
  @Test func `Everything that describes a rule is kept`() throws {
    let actions = try RuleText.actions(
      "msg:'It\\'s %{TX.0}, really',logdata:%{MATCHED_VAR_NAME},tag:a,tag:'b, c',severity:'CRITICAL',ver:'V/1',rev:2,"
        + "maturity:'9',accuracy:8")
    #expect(actions.message?.written == "It's %{TX.0}, really")
    #expect(actions.logData?.parts == [.variable(.matchedVarName, key: nil)])
    #expect(actions.tags.map(\.written) == ["a", "b, c"])
    #expect(actions.severity == .critical)
    #expect(actions.version == "V/1")
    #expect(actions.revision == "2")
    #expect(actions.maturity == 9)
    #expect(actions.accuracy == 8)
  }

  @Test func `Blanks around names and values mean nothing`() throws {
    let rule = try RuleText.rule("SecRule ARGS a \" id: '1' , phase:2 ,t: none, pass , status:404,\"")
    #expect(rule.id == 1)
    #expect(rule.phase == 2)
    #expect(rule.actions.disruption == .pass)
    #expect(rule.actions.status == 404)
  }

  @Test(arguments: [
    ("1", 1), ("2", 2), ("3", 3), ("4", 4), ("5", 5), ("request", 2), ("response", 4), ("LOGGING", 5), ("'1'", 1),
  ])
  func `Phases have numbers and some of them names`(_ text: String, _ phase: Int) throws {
    #expect(try RuleText.rule("SecAction \"id:1,phase:\(text)\"").phase == phase)
  }

  @Test func `A rule without a phase is in the second`() throws {
    #expect(try RuleText.rule("SecAction id:1").phase == 2)
  }

  @Test(arguments: [
    ("deny", RuleActions.Disruption.deny), ("drop", .drop), ("pass", .pass), ("allow", .allow(.transaction)),
    ("allow:request", .allow(.request)), ("allow:phase", .allow(.phase)), ("block", .pass), ("log", .pass),
    (
      "redirect:https://a.example/%{tx.id}",
      .redirect(MacroText(parts: [.literal("https://a.example/"), .variable(.tx, key: "id")]))
    ),
    ("deny,pass", .pass), ("pass,deny", .deny),
  ])
  func `What interrupts is kept, the last of several`(_ text: String, _ expected: RuleActions.Disruption) throws {
    #expect(try RuleText.actions(text).disruption == expected)
  }

  @Test(arguments: [
    ("t:lowercase", [Transformation.lowercase]), ("t:URLDECODEUNI,t:trim", [.urlDecodeUni, .trim]),
    ("t:lowercase,t:none", []), ("t:lowercase,t:none,t:sha1,t:hexEncode", [.sha1, .hexEncode]),
    ("t:normalisePath,t:normalisePathWin", [.normalizePath, .normalizePathWin]),
  ])
  func `Transformations are in order, behind the last none`(_ text: String, _ expected: [Transformation]) throws {
    #expect(try RuleText.rule("SecAction \"id:1,\(text)\"").transformations == expected)
  }

  @Test(arguments: Transformation.allCases)
  func `Every transformation is known`(_ transformation: Transformation) throws {
    #expect(try RuleText.rule("SecAction \"id:1,t:\(transformation.rawValue)\"").transformations == [transformation])
  }

  @Test(arguments: [
    ("pass", true, true), ("nolog", false, false), ("noauditlog", true, false), ("nolog,auditlog", false, true),
    ("nolog,log", true, true), ("log,noauditlog", true, false),
  ])
  func `Logging is what the last action says`(_ text: String, _ logs: Bool, _ audits: Bool) throws {
    let actions = try RuleText.actions(text)
    #expect(actions.logs == logs)
    #expect(actions.auditLogs == audits)
  }

  @Test(arguments: [("EMERGENCY", Severity.emergency), ("notice", .notice), ("'2'", .critical), ("7", .debug)])
  func `Severities have names and numbers`(_ text: String, _ severity: Severity) throws {
    #expect(try RuleText.actions("severity:\(text)").severity == severity)
  }

  @Test func `Flags and jumps are kept`() throws {
    let rule = try RuleText.rule("SecRule ARGS a \"id:1,capture,multiMatch,skip:3,skipAfter:END\"\nSecMarker \"END\"")
    #expect(rule.captures && rule.isMultiMatch)
    #expect(rule.actions.skip == 3)
    #expect(rule.actions.skipAfter == "END")
    let plain = try RuleText.rule("SecRule ARGS a id:1")
    #expect(!plain.captures && !plain.isMultiMatch && plain.actions.skip == nil)
  }

  @Test func `What is kept out of the log is listed in the rule`() throws {
    let actions = try RuleText.actions(
      "sanitiseArg:password,sanitiseRequestHeader:Authorization,sanitizeResponseHeader:Set-Cookie,sanitiseMatched,"
        + "sanitiseMatchedBytes:1/4,sanitiseMatchedBytes")
    #expect(
      actions.sanitised == [
        .argument("password"), .requestHeader("Authorization"), .responseHeader("Set-Cookie"), .matchedVariable,
        .matchedBytes(keptAtStart: 1, keptAtEnd: 4), .matchedBytes(keptAtStart: 0, keptAtEnd: 0),
      ])
  }
}
