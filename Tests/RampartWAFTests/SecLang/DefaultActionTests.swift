import RampartWAF
import Testing

@Suite struct DefaultActionTests {
  @Test func `Block, status, logging, tags and transformations come from the phase`() throws {
    let set = try RuleText.set(
      """
      SecDefaultAction "phase:1,nolog,auditlog,deny,status:406,tag:standing,t:lowercase"
      SecRule ARGS a "id:1,phase:1,block,tag:own,t:trim,chain"
        SecRule ARGS b "t:length"
      SecRule ARGS a "id:2,phase:1,t:none,t:trim"
      SecRule ARGS a "id:3,phase:1,pass,log,status:500"
      SecRule ARGS a "id:4,phase:2,block"
      """)
    let rules = set.rules
    #expect(rules.map(\.actions.disruption) == [.deny, .deny, .pass, .pass])
    #expect(rules.map(\.actions.status) == [406, 406, 500, nil])
    #expect(rules.map(\.actions.logs) == [false, false, true, true])
    #expect(rules.map(\.actions.auditLogs) == [true, true, true, true])
    #expect(rules.map { $0.actions.tags.map(\.written) } == [["standing", "own"], ["standing"], ["standing"], []])
    #expect(rules.map(\.transformations) == [[.lowercase, .trim], [.trim], [.lowercase], []])
    #expect(rules.first?.chain.first?.transformations == [.lowercase, .length])
    #expect(rules.first?.chain.first?.actions.tags.isEmpty == true)
    #expect(rules.first?.chain.first?.actions.status == nil)
  }

  @Test func `It also holds for the rules before it`() throws {
    let set = try RuleText.set("SecAction id:1\nSecDefaultAction \"phase:2,drop\"")
    #expect(set.rules.map(\.actions.disruption) == [.drop])
  }
}
