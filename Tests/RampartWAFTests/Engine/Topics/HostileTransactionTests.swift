import RampartWAF
import Testing

@Suite("Hostile transactions") struct HostileTransactionTests {
  private static let rules = """
    SecRule REQUEST_HEADERS:Content-Type "@contains json" "id:1,phase:1,pass,nolog,ctl:requestBodyProcessor=JSON"
    SecRule ARGS|ARGS_NAMES "@rx x" "id:2,phase:2,pass,log,multiMatch,t:none,t:urlDecodeUni,t:lowercase,\\
      setvar:'tx.k_%{MATCHED_VAR_NAME}=%{MATCHED_VAR}',chain"
      SecRule MATCHED_VARS "@rx x" "t:none"
    SecRule REQBODY_ERROR "!@eq 0" "id:3,phase:2,deny,status:400,log,logdata:'%{REQBODY_ERROR_MSG}'"
    """

  @Test func `more parameters than can be looked at are refused, not left out`() throws {
    let query = (0..<5000).map { "p\($0)=x" }.joined(separator: "&")
    let outcome = try RuleRun(Self.rules)("/?" + query)
    #expect(outcome.intervention == Intervention(.deny, status: 400, cause: .memberLimit))
    let body = try RuleRun(Self.rules)(.post(query))
    #expect(body.intervention?.status == 400)
    #expect(body.values(of: 2).count == 20)
    #expect(body.tx.count <= 1100, "members of TX are limited")
    var cookies = CorpusRequest()
    cookies.fields = [.init("Cookie", (0..<5000).map { "c\($0)=x" }.joined(separator: "; "))]
    #expect(try RuleRun(Self.rules)(cookies).intervention?.cause == .memberLimit)
  }

  @Test func `deep JSON, endless multipart and long names end in an error of the body`() throws {
    let run = try RuleRun(Self.rules)
    for body in [String(repeating: "[", count: 60_000), String(repeating: "{\"x\":", count: 20_000)] {
      #expect(run(.post(body, type: "application/json")).intervention?.status == 400)
    }
    let part = "--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\nx\r\n"
    let many = CorpusRequest.post(String(repeating: part, count: 2000), type: "multipart/form-data; boundary=b")
    #expect(run(many).intervention?.status == 400)
  }

  @Test func `headers of any number and bytes of any kind are taken`() throws {
    let run = try RuleRun("SecRule REQUEST_HEADERS|REQUEST_HEADERS_NAMES \"@rx y{3}\" \"id:1,phase:1,pass,log\"")
    var request = CorpusRequest(target: (0...255).map { UInt8($0) })
    request.fields = (0..<3000).map { .init("x\($0)", "y") } + [.init([0, 255], Array("yyy".utf8))]
    #expect(run(request).values(of: 1) == ["REQUEST_HEADERS:\0\u{FF}=yyy"])
    request.method = []
    request.version = []
    #expect(run(request).ids == [1])
  }

  @Test func `what one transaction needed is gone in the next`() throws {
    let run = try RuleRun("SecRule ARGS \"@rx x\" \"id:1,phase:2,pass,log,setvar:tx.n=+1\"")
    #expect(run(.post("a=" + String(repeating: "x", count: 100_000))).tx("n") == "1")
    #expect(run("/?a=y").ids.isEmpty)
    #expect(run("/?a=y").tx("n") == nil)
  }
}
