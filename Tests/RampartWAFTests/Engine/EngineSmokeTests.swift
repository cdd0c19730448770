import RampartWAF
import Testing

@Suite struct EngineSmokeTests {
  @Test func `a rule that matches denies`() throws {
    let files = MemorySecLangFiles(texts: [
      "a.conf": """
      SecRuleEngine On
      SecRule ARGS:q "@rx <script" "id:1,phase:1,deny,status:418,log,t:none,t:lowercase,msg:'x %{MATCHED_VAR_NAME}'"
      """
    ])
    let firewall = try Firewall(try RuleSetReader.read(["a.conf"], from: files))
    let workspace = try firewall.makeWorkspace()
    let transaction = workspace.begin()
    transaction.setRequestLine(method: "GET", target: "/?q=%3CSCRIPT%3E")
    #expect(transaction.evaluateRequestHead()?.status == 418)
    #expect(transaction.matches.map(\.id) == [1])
  }
}
