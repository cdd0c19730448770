import Testing

@testable import RampartWAF

@Suite struct `Checking rules without their patterns` {
  private func problems(_ rule: String) throws -> (check: FirewallError?, whole: FirewallError?) {
    let rules = try RuleSetReader.read(["a.conf"], from: MemorySecLangFiles(texts: ["a.conf": rule]))
    func problem(_ make: () throws(FirewallError) -> Void) -> FirewallError? {
      do throws(FirewallError) {
        try make()
        return nil
      } catch {
        return error
      }
    }
    return (
      problem { () throws(FirewallError) in try Firewall.check(rules) },
      problem { () throws(FirewallError) in _ = try Firewall(rules) }
    )
  }

  @Test func `What is wrong with a rule is found as making a firewall finds it`() throws {
    let found = try problems(#"SecRule ARGS "@rx (a" "id:1,phase:1,deny""#)
    #expect(found.check != nil && found.check == found.whole)
  }

  private static let rules = """
    SecRule ARGS "@rx a" "id:1,phase:2,pass,log,tag:'attack-sqli',tag:'all'"
    SecRule TX:score "@ge 5" "id:949110,phase:2,deny,tag:'all'"

    """

  private func check(_ exclusion: FirewallExclusion) throws -> [String] {
    var options = FirewallOptions()
    options.exclusions = [exclusion]
    let files = MemorySecLangFiles(texts: ["a.conf": Self.rules])
    return try Firewall.check(try RuleSetReader.read(["a.conf"], from: files), options: options)
  }

  @Test func `Exclusions of what there is not are noticed`() throws {
    #expect(try check(FirewallExclusion(rules: [1...1], tags: ["attack-sqli"])).isEmpty)
    let notices = try check(FirewallExclusion(rules: [2...2], tags: ["attack-sqly"]))
    #expect(notices.count == 2 && notices[0].contains("rule 2,") && notices[1].contains("attack-sqly"))
  }

  @Test func `An exclusion that disarms the firewall is refused, one of a variable is not`() throws {
    #expect(throws: FirewallError.self) { try check(FirewallExclusion(rules: [949_110...949_110])) }
    #expect(throws: FirewallError.self) { try check(FirewallExclusion(tags: ["all"])) }
    let made = try TargetReader.single(SecLangText("TX:score"))
    #expect(throws: FirewallError.self) { try check(FirewallExclusion(rules: [1...1], targets: [made])) }
    let target = try TargetReader.single(SecLangText("ARGS:q"))
    #expect(try check(FirewallExclusion(tags: ["all"], targets: [target])).isEmpty)
  }

  @Test func `A good rule has nothing wrong with it`() throws {
    let found = try problems(#"SecRule ARGS "@rx a" "id:1,phase:1,deny""#)
    #expect(found.check == nil && found.whole == nil)
  }
}
