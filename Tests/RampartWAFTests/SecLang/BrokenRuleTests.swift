import RampartWAF
import Testing

@Suite struct BrokenRuleTests {
  @Test(arguments: BrokenRules.all)
  func `A broken text is refused with its place and what it is`(_ broken: BrokenRules.Case) {
    let problems = RuleText.problems(broken.text, files: BrokenRules.files)
    #expect(problems == broken.problems)
  }

  @Test func `Every broken text is another one`() {
    #expect(Set(BrokenRules.all.map(\.text)).count == BrokenRules.all.count)
    #expect(BrokenRules.all.count >= 100)
  }

  @Test func `All problems are collected, several of a rule too`() {
    let problems = RuleText.problems(
      """
      SecRule ARGZ "@rxx a" "id:0,phase:9,t:nothing,foo,pass"
      SecAction "id:1"
      SecAction "id:1"
      SecFoo
      """)
    let expected = [
      "test.conf:1: unknown variable `ARGZ` (did you mean `ARGS`?)",
      "test.conf:1: unknown operator `@rxx` (did you mean `@rx`?)",
      "test.conf:1: `0` is no rule id (a whole number from 1)",
      "test.conf:1: `9` is no phase (1 to 5, `request` (2), `response` (4) or `logging` (5))",
      "test.conf:1: unknown transformation `nothing`",
      "test.conf:1: unknown action `foo`",
      "test.conf:3: the id 1 is taken (at test.conf:2)",
      "test.conf:4: unknown directive `SecFoo`",
    ]
    #expect(problems == expected)
  }

  @Test func `Problems have stable codes`() throws {
    do throws(RuleProblems) {
      _ = try RuleText.set("SecRul ARGS a id:1")
      Issue.record("it was read")
    } catch {
      let problem = try #require(error.problems.first)
      #expect(problem.code == "seclang.unknownDirective")
      #expect(problem.hint == "did you mean `SecRule`?")
      #expect(problem.position == RulePosition(file: "test.conf", line: 1))
      #expect(error.description == "test.conf:1: unknown directive `SecRul` (did you mean `SecRule`?)")
      #expect(!error.isIncomplete)
    }
  }

  @Test func `A missing file is a problem and not an empty set`() {
    do throws(RuleProblems) {
      _ = try RuleSetReader.read(["nowhere.conf"], from: MemorySecLangFiles())
      Issue.record("it was read")
    } catch {
      #expect(error.description == "nowhere.conf:1: `nowhere.conf` cannot be read: there is no such file")
    }
  }
}
