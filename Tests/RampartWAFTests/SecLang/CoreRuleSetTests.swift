import RampartWAF
import Testing

@Suite(.enabled(if: SharedRules.hasNewest, "needs the rules of CRS 4.28.0 beside the repository"))
struct CoreRuleSetTests {
  private static let set = Result {
    try RuleSetReader.readCoreRuleSet(in: SharedRules.newest, with: [SharedRules.testSetup])
  }

  private func rule(_ id: Int) throws -> Rule {
    try #require(try Self.set.get().rules.first { $0.id == id })
  }

  @Test func `Every rule is read, and only its persistent collections have no effect`() throws {
    let files = try CoreRuleSetFiles.find(in: SharedRules.newest)
    let set = try RuleSetReader.readCoreRuleSet(in: SharedRules.newest)
    #expect(set.rules.count == 630)
    #expect(set.rules.map(\.id) == (try SharedRules.ids(in: files.paths())))
    #expect(set.entries.count - set.rules.count == 30)
    #expect(set.notices.map(\.subject) == ["initcol:GLOBAL"])
    #expect(set.settings.componentSignatures == ["OWASP_CRS/4.28.0"])
    // 695 `SecRule` and 8 `SecAction` stand in the files.
    #expect(set.rules.reduce(0) { $0 + 1 + $1.chain.count } == 703)
  }

  @Test func `The setup of the regression tests stands before the rules`() throws {
    let ids = try Self.set.get().rules.map(\.id)
    #expect(ids.prefix(3) == [900_990, 900_005, 999_999])
    let rule = try rule(900_005)
    #expect(rule.actions.controls == [.ruleEngine(.detectionOnly), .removeRules(.ids([910_000...910_000]))])
    #expect(rule.actions.assignments.count == 9)
    #expect(try self.rule(999_999).actions.controls == [.removeRules(.ids([1...999_998]))])
  }

  @Test func `942100 is libinjection over all that clients send`() throws {
    let rule = try rule(942_100)
    #expect(rule.phase == 2)
    #expect(rule.condition == OperatorCall(.detectSQLi, MacroText(literal: "")))
    #expect(rule.captures && rule.isMultiMatch)
    #expect(rule.transformations == [.utf8toUnicode, .urlDecodeUni, .removeNulls])
    #expect(rule.targets.contains(RuleTarget(.xml, .path("/*"))))
    #expect(rule.targets.contains(RuleTarget(.requestHeaders, .key("User-Agent"))))
    #expect(rule.actions.disruption == .pass)
    #expect(rule.actions.severity == .critical)
    #expect(rule.actions.message?.literal == "SQL Injection Attack Detected via libinjection")
    #expect(rule.actions.tags.map(\.written).contains("paranoia-level/1"))
    #expect(rule.actions.version == "OWASP_CRS/4.28.0")
    #expect(rule.actions.logs && rule.actions.auditLogs)
    let scores = rule.actions.assignments.map { "\($0.key.written) \($0.change == .add(critical))" }
    #expect(scores == ["inbound_anomaly_score_pl1 true", "sql_injection_score true"])
  }

  private var critical: MacroText { MacroText(parts: [.variable(.tx, key: "critical_anomaly_score")]) }

  @Test func `920170 is a chain of three`() throws {
    let rule = try rule(920_170)
    #expect(rule.phase == 1)
    #expect(rule.targets == [RuleTarget(.requestMethod)])
    #expect(rule.condition?.argument.literal == "^(?:GET|HEAD)$")
    #expect(rule.chain.count == 1)
    let link = try #require(rule.chain.first)
    #expect(link.id == 0)
    #expect(link.targets == [RuleTarget(.requestHeaders, .key("Content-Length"))])
    #expect(link.condition == OperatorCall(.rx, MacroText(literal: "^0?$"), isNegated: true))
    #expect(link.actions.assignments.map(\.key.written) == ["inbound_anomaly_score_pl1"])
  }

  @Test func `901 sets what the setup did not`() throws {
    let rule = try rule(901_100)
    #expect(rule.targets == [RuleTarget(.tx, .key("inbound_anomaly_score_threshold"), isCount: true)])
    #expect(rule.condition?.name == .eq)
    #expect(!rule.actions.logs)
    #expect(rule.actions.assignments.map(\.change) == [.set(MacroText(literal: "5"))])
    let initial = try self.rule(901_200)
    #expect(initial.condition == nil && initial.targets.isEmpty)
    #expect(initial.actions.assignments.count > 20)
  }

  @Test func `949110 denies what scores too high`() throws {
    let rule = try rule(949_110)
    #expect(rule.phase == 2)
    #expect(rule.actions.disruption == .deny)
    #expect(rule.condition?.name == .ge)
    #expect(rule.condition?.argument.written == "%{TX.inbound_anomaly_score_threshold}")
    #expect(rule.actions.message?.written.contains("%{TX.blocking_inbound_anomaly_score}") == true)
  }

  @Test func `Words come from data files, and targets are left out afterwards`() throws {
    let rule = try rule(932_160)
    #expect(rule.condition?.name == .pmFromFile)
    #expect((rule.condition?.phrases.count ?? 0) > 100)
    #expect(rule.condition?.phrases.contains { $0.hasPrefix("#") } == false)
    let excluded = try self.rule(930_120).targets.last
    #expect(excluded == RuleTarget(.argsNames, .key("json.profile"), isExclusion: true))
    let cookies = try self.rule(942_421).targets.filter(\.isExclusion)
    #expect(cookies.count == 12)
  }

  @Test func `Every pattern keeps its backslashes`() throws {
    #expect(try rule(920_460).condition?.argument.literal == #"(?:^|[^\x5c])\x5c[cdeghijklmpqwxyz123456789]"#)
  }
}

@Suite(.enabled(if: SharedRules.hasDebian, "needs Debian's modsecurity-crs"))
struct DebianCoreRuleSetTests {
  private static let set = Result { try RuleSetReader.readCoreRuleSet(in: SharedRules.debian) }

  @Test func `Every rule is read`() throws {
    let set = try Self.set.get()
    let files = try CoreRuleSetFiles.find(in: SharedRules.debian)
    #expect(files.before.count == 1 && files.after.count == 1)
    #expect(set.rules.map(\.id) == (try SharedRules.ids(in: files.paths())))
    #expect(set.rules.count == 634)
    #expect(set.settings.collectionTimeout == 600)
  }

  @Test func `What has no effect is listed`() throws {
    let notices = try Self.set.get().notices
    #expect(Set(notices.map(\.kind)) == [.persistentCollection, .lookup])
    #expect(notices.filter { $0.kind == .lookup }.map(\.subject) == ["@geoLookup", "@rbl"])
    #expect(notices.allSatisfy { $0.position.file.hasPrefix(SharedRules.debian) && $0.position.line > 1 })
  }

  @Test func `Exclusions name targets with brackets and ranges of rules`() throws {
    let controls = try Self.set.get().rules.flatMap { $0.actions.controls + $0.chain.flatMap(\.actions.controls) }
    let name = RuleTarget(.args, .key("filters[filter_html][settings][allowed_html]"))
    #expect(controls.contains(.removeTarget(name, of: .tag("OWASP_CRS"))))
    #expect(controls.contains(.removeRules(.ids([953_100...953_130]))))
  }
}
