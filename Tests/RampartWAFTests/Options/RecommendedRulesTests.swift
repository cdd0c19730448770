import RampartWAF
import Testing

@Suite("What the rules are given beside them") struct RecommendedRulesTests {
  private func decision(_ query: String) throws -> Intervention? {
    let files = MemorySecLangFiles(texts: [
      "crs/crs-setup.conf": "SecRuleEngine On\n",
      "crs/rules/A.conf": "SecRule ARGS \"@rx ^(a|aa)+([bd])\\2c$\" \"id:1,phase:2,pass,nolog\"\n",
    ])
    let rules = try RuleSetReader.readRecommended(in: "crs", from: files)
    let transaction = try Firewall(rules).makeWorkspace().begin()
    defer { transaction.close() }
    transaction.setRequestLine(method: "GET", target: "/?q=" + query)
    return transaction.evaluateRequestHead() ?? transaction.evaluateRequestBody()
  }

  @Test func `A request on which an expression was given up is refused`() throws {
    #expect(try decision("aaabbc") == nil)
    #expect(
      try decision(String(repeating: "a", count: 3000) + "bdc")
        == Intervention(.deny, status: 403, cause: .rule(200005))
    )
  }
}
