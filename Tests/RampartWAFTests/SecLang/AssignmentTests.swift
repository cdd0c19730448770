import RampartWAF
import Testing

@Suite struct AssignmentReaderTests {
  @Test(arguments: [
    ("tx.a=1", "a", "=1"), ("'tx.a=+%{tx.b}'", "a", "+%{TX.b}"), ("tx.a=-5", "a", "-5"), ("TX:A.b=x", "A.b", "=x"),
    ("!tx.a", "a", "!"), ("tx.a", "a", "=1"), ("tx.a=", "a", "="), ("'tx.a=x, y=z'", "a", "=x, y=z"),
    ("'tx.p_%{MATCHED_VAR_NAME}=.%{tx.1}'", "p_%{MATCHED_VAR_NAME}", "=.%{TX.1}"),
  ])
  func `A variable is set, counted up and down, or deleted`(_ text: String, _ key: String, _ change: String) throws {
    let actions = try RuleText.actions("setvar:\(text)")
    let assignment = try #require(actions.assignments.first)
    #expect(assignment.key.written == key)
    let written =
      switch assignment.change {
      case .set(let value): "=" + value.written
      case .add(let value): "+" + value.written
      case .subtract(let value): "-" + value.written
      case .delete: "!"
      }
    #expect(written == change)
    #expect(actions.persistentChanges.isEmpty)
  }

  @Test func `Changes of collections that outlive a transaction are kept apart and listed`() throws {
    let set = try RuleText.set(
      "SecAction \"id:1,initcol:ip=%{remote_addr}_%{tx.hash},setvar:ip.count=+1,setvar:!ip.flag,expirevar:'ip.count=%{tx.t}'\""
    )
    let rule = try #require(set.rules.first)
    #expect(rule.actions.assignments.isEmpty)
    let remoteAddress = MacroText.Part.variable(.remoteAddress, key: nil)
    #expect(
      rule.actions.persistentChanges == [
        .open(.ip, key: MacroText(parts: [remoteAddress, .literal("_"), .variable(.tx, key: "hash")])),
        .assign(.ip, Assignment(key: MacroText(literal: "count"), change: .add(MacroText(literal: "1")))),
        .assign(.ip, Assignment(key: MacroText(literal: "flag"), change: .delete)),
        .expire(.ip, key: MacroText(literal: "count"), seconds: MacroText(parts: [.variable(.tx, key: "t")])),
      ])
    #expect(set.notices.map(\.kind) == [.persistentCollection])
    #expect(set.notices.map(\.position.line) == [1])
  }
}
