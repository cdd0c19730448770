import RampartWAF
import Testing

@Suite struct RuleChainTests {
  @Test func `Rules of a chain become one`() throws {
    let set = try RuleText.set(
      """
      SecRule ARGS a "id:1,phase:1,deny,t:trim,chain"
          SecRule TX:0 "@gt 3" "t:none,t:length,chain"
          SecAction "setvar:tx.a=1"
      SecRule ARGS b "id:2"
      """)
    #expect(set.rules.map(\.id) == [1, 2])
    let rule = try #require(set.rules.first)
    #expect(rule.actions.disruption == .deny)
    #expect(rule.chain.map(\.id) == [0, 0])
    #expect(rule.chain.map(\.phase) == [1, 1])
    #expect(rule.chain.map(\.position.line) == [2, 3])
    #expect(rule.chain.map(\.transformations) == [[.length], []])
    #expect(rule.chain.allSatisfy { $0.actions.disruption == nil && $0.chain.isEmpty })
    #expect(rule.chain.last?.condition == nil)
    #expect(rule.chain.last?.targets.isEmpty == true)
    #expect(rule.chain.last?.actions.assignments.count == 1)
    #expect(set.rules.last?.chain.isEmpty == true)
  }

  @Test func `A link needs no actions and may name the phase of its chain`() throws {
    let rule = try RuleText.rule(
      "SecRule ARGS a \"id:1,chain,phase:1\"\nSecRule ARGS b \"phase:1,chain\"\nSecRule ARGS c")
    #expect(rule.chain.count == 2)
  }

  @Test func `A fault in a link is one problem and not several`() {
    #expect(RuleText.problems("SecRule ARGS a \"id:1,chain\"\nSecRule ARGZ b\nSecAction id:2").count == 1)
    #expect(RuleText.problems("SecRule ARGS a \"id:1,chain\"\nSecRule ARGS \"b\nSecAction id:2").count == 1)
    #expect(
      RuleText.problems("SecRule ARGS \"a id:1,chain\nSecRule ARGS b chain\nSecRule ARGS c\nSecAction id:2").count == 1)
  }
}
