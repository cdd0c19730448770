import RampartWAF
import Testing

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

  @Test func `A good rule has nothing wrong with it`() throws {
    let found = try problems(#"SecRule ARGS "@rx a" "id:1,phase:1,deny""#)
    #expect(found.check == nil && found.whole == nil)
  }
}
