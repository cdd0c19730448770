import RampartWAF
import Testing

@Suite("Exclusions of the options") struct ExclusionTests {
  private static let rules = """
    SecRule ARGS "@rx x" "id:1,phase:1,pass,log,tag:'attack-a'"
    SecRule ARGS "@rx x" "id:2,phase:1,pass,log,tag:'attack-a',tag:'attack-b'"
    SecRule ARGS "@rx x" "id:3,phase:1,pass,log"
    """

  private func run(_ change: (inout FirewallOptions) -> Void) throws -> RuleRun {
    var options = FirewallOptions()
    change(&options)
    return try RuleRun(Self.rules, options: options)
  }

  @Test func `rules are left out by id and by tag`() throws {
    #expect(try run { $0.exclusions = [FirewallExclusion(rules: [2...3])] }("/?q=x").ids == [1])
    #expect(try run { $0.exclusions = [FirewallExclusion(tags: ["attack-a"])] }("/?q=x").ids == [3])
    let both = [FirewallExclusion(rules: [1...1]), FirewallExclusion(tags: ["attack-b"])]
    #expect(try run { $0.exclusions = both }("/?q=x").ids == [3])
  }

  @Test func `with a variable the rules look at the others`() throws {
    let exclusion = FirewallExclusion(rules: [1...2], targets: [RuleTarget(.args, .key("q"))])
    let run = try run { $0.exclusions = [exclusion] }
    #expect(run("/?Q=x").ids == [3])
    #expect(run("/?q=x&r=x").ids == [1, 2, 3])
    #expect(run("/?q=x&r=x").values(of: 1) == ["ARGS:r=x"])
  }

  @Test func `conditional ones hold for the transactions that ask`() throws {
    let target = RuleTarget(.args, .pattern("^q"))
    let run = try run {
      $0.conditionalExclusions = [
        FirewallExclusion(tags: ["attack-b"]), FirewallExclusion(rules: [1...3], targets: [target]),
      ]
    }
    #expect(run("/?q=x").ids == [1, 2, 3])
    #expect(run("/?q=x", excluding: [0]).ids == [1, 3])
    #expect(run("/?q1=x", excluding: [1]).ids.isEmpty)
    #expect(run("/?q1=x&r=x", excluding: [0, 1]).ids == [1, 3])
    #expect(run("/?q=x").ids == [1, 2, 3], "the next transaction starts anew")
  }
}
