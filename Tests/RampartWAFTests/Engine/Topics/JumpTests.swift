import RampartWAF
import Testing

@Suite("Jumps") struct JumpTests {
  @Test func `skipAfter goes on behind the marker, in the phase of the rule`() throws {
    let run = try RuleRun(
      """
      SecRule ARGS:a "@eq 1" "id:1,phase:1,pass,nolog,skipAfter:END"
      SecAction "id:2,phase:1,pass,log"
      SecAction "id:3,phase:2,pass,log"
      SecMarker END
      SecAction "id:4,phase:1,pass,log"
      """)
    #expect(run("/?a=1").ids == [4, 3])
    #expect(run("/?a=2").ids == [2, 4, 3])
  }

  @Test func `skip leaves out so many rules, and a chain is one`() throws {
    let run = try RuleRun(
      """
      SecRule ARGS:a "@eq 1" "id:1,phase:1,pass,nolog,skip:2"
      SecRule ARGS:a "@rx ." "id:2,phase:1,pass,log,chain"
        SecRule ARGS:a "@rx ." "t:none"
      SecAction "id:3,phase:1,pass,log"
      SecAction "id:4,phase:1,pass,log"
      """)
    #expect(run("/?a=1").ids == [4])
    #expect(run("/?a=2").ids == [2, 3, 4])
  }

  @Test func `a jump out of sight leaves out the rest of the phase`() throws {
    let run = try RuleRun(
      """
      SecAction "id:1,phase:1,pass,nolog,skip:9"
      SecAction "id:2,phase:1,pass,log"
      SecAction "id:3,phase:2,pass,log"
      """)
    #expect(run("/").ids == [3])
  }
}
