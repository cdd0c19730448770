import RampartWAF
import Testing

@Suite struct ControlReaderTests {
  @Test(arguments: [
    ("ruleEngine=Off", EngineControl.ruleEngine(.off)), ("ruleEngine=detectiononly", .ruleEngine(.detectionOnly)),
    ("RULEENGINE=On", .ruleEngine(.on)), ("auditEngine=Off", .auditEngine(.off)),
    ("auditEngine=RelevantOnly", .auditEngine(.on)), ("auditLogParts=+E", .auditLogParts),
    ("forceRequestBodyVariable=On", .forceRequestBodyVariable(true)),
    ("requestBodyAccess=Off", .requestBodyAccess(false)), ("responseBodyAccess=On", .responseBodyAccess(true)),
    ("requestBodyProcessor=urlencoded", .requestBodyProcessor(.urlEncoded)),
    ("requestBodyProcessor=XML", .requestBodyProcessor(.xml)),
    ("ruleRemoveById=5", .removeRules(.ids([5...5]))), ("ruleRemoveById=1-999998", .removeRules(.ids([1...999_998]))),
    ("'ruleRemoveById=7 1-3,2-5'", .removeRules(.ids([1...5, 7...7]))),
    ("ruleRemoveByTag=attack-sqli", .removeRules(.tag("attack-sqli"))),
    ("'ruleRemoveByMsg=A, b'", .removeRules(.message("A, b"))),
    (
      "ruleRemoveTargetById=942100;ARGS:a[b][c]",
      .removeTarget(RuleTarget(.args, .key("a[b][c]")), of: .ids([942_100...942_100]))
    ),
    ("ruleRemoveTargetById=1-2;REQUEST_FILENAME", .removeTarget(RuleTarget(.requestFilename), of: .ids([1...2]))),
    (
      "ruleRemoveTargetByTag=OWASP_CRS;ARGS:/^p/",
      .removeTarget(RuleTarget(.args, .pattern("^p")), of: .tag("OWASP_CRS"))
    ),
    ("ruleRemoveTargetByMsg=A b;TX:a", .removeTarget(RuleTarget(.tx, .key("a")), of: .message("A b"))),
    ("ruleRemoveTargetByTag=x;XML", .removeTarget(RuleTarget(.xml), of: .tag("x"))),
  ])
  func `What changes for a transaction is read`(_ text: String, _ control: EngineControl) throws {
    #expect(try RuleText.actions("ctl:\(text)").controls == [control])
  }
}
