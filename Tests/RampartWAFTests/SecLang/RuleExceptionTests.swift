import RampartWAF
import Testing

@Suite struct RuleExceptionTests {
  private static let rules = """
    SecRule ARGS a "id:1,tag:x,msg:'One'"
    SecMarker M
    SecRule ARGS b "id:5,tag:x,tag:y,msg:'Five',chain"
      SecRule ARGS_NAMES c "t:trim"
    SecRule ARGS c "id:10,tag:xy,msg:'Ten, %{TX.0}'"

    """

  private func ids(_ exception: String) throws -> [Int] {
    try RuleText.set(Self.rules + exception).rules.map(\.id)
  }

  private func targets(_ exception: String) throws -> [Int: [RuleTarget]] {
    let rules = try RuleText.set(Self.rules + exception).rules
    return Dictionary(uniqueKeysWithValues: rules.map { ($0.id, Array($0.targets.dropFirst())) }).filter { !$1.isEmpty }
  }

  @Test func `Rules are removed by ids, ranges, tags and messages`() throws {
    #expect(try ids("SecRuleRemoveById 1") == [5, 10])
    #expect(try ids("SecRuleRemoveById 1 6-10") == [5])
    #expect(try ids("SecRuleRemoveById \"1,2-5\"") == [10])
    #expect(try ids("SecRuleRemoveByTag x") == [10])
    #expect(try ids("SecRuleRemoveByTag \"y\"") == [1, 10])
    #expect(try ids("SecRuleRemoveByMsg One") == [5, 10])
  }

  @Test func `Removal leaves markers where they are, and works before the rules too`() throws {
    let set = try RuleText.set("SecRuleRemoveById 1\n" + Self.rules)
    #expect(set.rules.map(\.id) == [5, 10])
    guard case .marker("M")? = set.entries.first else {
      Issue.record("the marker is gone")
      return
    }
  }

  @Test func `What concerns no rule is listed`() throws {
    let set = try RuleText.set(
      Self.rules + "SecRuleRemoveById 2-4 7\nSecRuleRemoveByTag ^x\nSecRuleUpdateTargetById 3 ARGS")
    #expect(set.rules.count == 3)
    #expect(set.notices.map(\.kind) == [.noRule, .noRule, .noRule])
    #expect(set.notices.map(\.position.line) == [6, 7, 8])
    #expect(set.notices.first?.reason == "no rule is 2-4 7")
  }

  @Test func `Variables are added and left out by id, range, tag and message`() throws {
    let out = RuleTarget(.args, .key("q"), isExclusion: true)
    #expect(try targets("SecRuleUpdateTargetById 1 !ARGS:q") == [1: [out]])
    #expect(try targets("SecRuleUpdateTargetById 1-5 \"!ARGS:q\"") == [1: [out], 5: [out]])
    #expect(
      try targets("SecRuleUpdateTargetById 10 \"!ARGS:q,REQUEST_LINE\"") == [10: [out, RuleTarget(.requestLine)]])
    #expect(try targets("SecRuleUpdateTargetByTag x \"!ARGS:q\"") == [1: [out], 5: [out]])
    #expect(try targets("SecRuleUpdateTargetByMsg One \"!ARGS:q|!ARGS:q\"") == [1: [out, out]])
  }

  @Test func `A link of a chain is meant by its number`() throws {
    let set = try RuleText.set(
      Self.rules + "SecRuleUpdateTargetById 5:1 !ARGS_NAMES:q\nSecRuleUpdateActionById 5:1 t:none")
    let rule = try #require(set.rules.first { $0.id == 5 })
    #expect(rule.targets.count == 1)
    #expect(rule.chain.first?.targets.last == RuleTarget(.argsNames, .key("q"), isExclusion: true))
    #expect(rule.chain.first?.transformations == [])
  }

  @Test func `Actions are replaced, and those that there may be several of are added`() throws {
    let set = try RuleText.set(
      Self.rules + "SecRuleUpdateActionById 1 \"deny,status:404,msg:'New',tag:z,nolog,t:lowercase,setvar:tx.a=1\"")
    let rule = try #require(set.rules.first)
    #expect(rule.actions.disruption == .deny)
    #expect(rule.actions.status == 404)
    #expect(rule.actions.message?.literal == "New")
    #expect(rule.actions.tags.map(\.written) == ["x", "z"])
    #expect(!rule.actions.logs)
    #expect(rule.transformations == [.lowercase])
    #expect(rule.actions.assignments.count == 1)
    #expect(rule.targets == [RuleTarget(.args)])
  }
}
