import RampartWAF
import Testing

@Suite("Controls in transactions") struct EngineControlTests {
  private static let rules = """
    SecRule ARGS "@rx x" "id:10,phase:2,pass,log,msg:'ten',tag:'t1'"
    SecRule ARGS|REQUEST_HEADERS:X "@rx x" "id:11,phase:2,pass,log,msg:'eleven',tag:'t1',tag:'t2'"
    SecRule REQUEST_BODY "@rx x" "id:12,phase:2,pass,log"
    SecRule RESPONSE_BODY "@rx x" "id:13,phase:4,pass,log"
    """

  private func ids(_ control: String, body: String = "") throws -> [Int] {
    try outcome(control, body: body).ids
  }

  private func outcome(_ control: String, body: String = "") throws -> Outcome {
    var request = CorpusRequest.post(body, type: "text/plain")
    request.target = Array("/?a=x&b=x".utf8)
    request.answer = Array("x".utf8)
    return try RuleRun("SecAction \"id:1,phase:1,pass,nolog,ctl:\(control)\"\n" + Self.rules)(request)
  }

  @Test func `rules are removed by id, range, tag and message`() throws {
    #expect(try ids("ruleRemoveById=10") == [11, 13])
    #expect(try ids("ruleRemoveById=10-11") == [13])
    #expect(try ids("ruleRemoveByTag=t2") == [10, 13])
    #expect(try ids("ruleRemoveByMsg=eleven") == [10, 13])
    #expect(try ids("ruleRemoveById=99") == [10, 11, 13])
  }

  @Test func `variables are removed from rules by id, tag and message`() throws {
    #expect(try outcome("ruleRemoveTargetById=10;ARGS:a").values(of: 10) == ["ARGS:b=x"])
    #expect(try ids("ruleRemoveTargetById=10;ARGS") == [11, 13])
    #expect(try ids("ruleRemoveTargetByTag=t1;ARGS:/^[ab]$/") == [13])
    #expect(try outcome("ruleRemoveTargetByMsg=eleven;ARGS:B").values(of: 11) == ["ARGS:a=x"])
  }

  @Test func `bodies are looked at or not`() throws {
    #expect(try ids("requestBodyAccess=On", body: "x") == [10, 11, 12, 13])
    #expect(try ids("requestBodyAccess=Off", body: "x") == [10, 11, 13])
    #expect(try ids("responseBodyAccess=Off") == [10, 11])
  }

  @Test func `the processor of the body is chosen`() throws {
    #expect(try outcome("requestBodyProcessor=JSON", body: "{\"k\":\"x\"}").values(of: 10).contains("ARGS:json.k=x"))
    #expect(try outcome("requestBodyProcessor=URLENCODED", body: "k=x").values(of: 10).contains("ARGS:k=x"))
  }

  @Test func `the engine is switched`() throws {
    #expect(try ids("ruleEngine=Off").isEmpty)
    #expect(try ids("ruleEngine=DetectionOnly") == [10, 11, 13])
  }

  @Test func `the audit log is switched`() throws {
    #expect(try outcome("auditEngine=Off").auditEngine == .off)
    #expect(try outcome("auditEngine=On").auditEngine == .on)
    #expect(try outcome("auditLogParts=+E").auditEngine == .on)
  }

  @Test func `a control of a chain has its effect only with the whole chain`() throws {
    let run = try RuleRun(
      """
      SecRule ARGS:a "@rx ." "id:1,phase:1,pass,nolog,ctl:ruleRemoveById=2,chain"
        SecRule ARGS:b "@rx ." "ctl:ruleRemoveById=3"
      SecAction "id:2,phase:1,pass,log"
      SecAction "id:3,phase:1,pass,log"
      """)
    #expect(run("/?a=1").ids == [2, 3])
    #expect(run("/?a=1&b=1").ids.isEmpty)
  }
}
