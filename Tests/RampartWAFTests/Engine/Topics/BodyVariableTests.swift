import RampartWAF
import Testing

@Suite("Bodies in transactions") struct BodyVariableTests {
  private static let rules = """
    SecRule REQUEST_HEADERS:Content-Type "@contains json" "id:1,phase:1,pass,nolog,ctl:requestBodyProcessor=JSON"
    SecRule REQUEST_HEADERS:Content-Type "@contains xml" "id:2,phase:1,pass,nolog,ctl:requestBodyProcessor=XML"
    SecRule ARGS:force "@eq 1" "id:3,phase:1,pass,nolog,ctl:forceRequestBodyVariable=On"
    SecRule REQBODY_ERROR "!@eq 0" "id:4,phase:2,pass,log,logdata:'%{REQBODY_ERROR_MSG}'"
    SecRule REQUEST_BODY "@rx ." "id:5,phase:2,pass,log"
    SecRule FILES_TMP_CONTENT "@contains evil" "id:6,phase:2,pass,log"
    SecRule MULTIPART_PART_HEADERS "@rx [^\\x21-\\x7E][\\x21-\\x39\\x3B-\\x7E]*:" "id:7,phase:2,pass,log"
    """

  private static func multipart(_ header: String, _ content: String = "x") -> CorpusRequest {
    let end = "\r\nContent-Disposition: form-data; name=\"f\"; filename=\"n\"\r\n\r\n\(content)\r\n--b--\r\n"
    return .post("--b\r\n" + header + end, type: "multipart/form-data; boundary=b")
  }

  @Test func `the whole body is a variable but for multipart and XML`() throws {
    let run = try RuleRun(Self.rules)
    #expect(run(.post("a=1")).values(of: 5) == ["REQUEST_BODY=a=1"])
    #expect(run(.post("{\"a__in\":[1]}", type: "application/json")).values(of: 5) == ["REQUEST_BODY={\"a__in\":[1]}"])
    #expect(run(.post("plain", type: "text/plain")).values(of: 5) == ["REQUEST_BODY=plain"])
    #expect(run(.post("<a/>", type: "text/xml")).values(of: 5).isEmpty)
    #expect(run(Self.multipart("X: 1")).values(of: 5).isEmpty)
  }

  @Test func `a rule can force the whole body`() throws {
    var request = CorpusRequest.post("<a/>", type: "text/xml")
    request.target = Array("/?force=1".utf8)
    #expect(try RuleRun(Self.rules)(request).values(of: 5) == ["REQUEST_BODY=<a/>"])
  }

  @Test func `the content of a file is looked at`() throws {
    let outcome = try RuleRun(Self.rules)(Self.multipart("X: 1", "some evil\0thing"))
    #expect(outcome.values(of: 6) == ["FILES_TMP_CONTENT:f=some evil\0thing"])
    #expect(outcome.ids == [6])
  }

  @Test(arguments: ["\u{E}Content-Disposition: form-data", "X\u{E}: 1", "X Y: 1", "X\u{7F}: 1", "X : 1"])
  func `a part header with other than visible characters is refused, and rules see it`(header: String) throws {
    let outcome = try RuleRun(Self.rules)(Self.multipart(header))
    let text = "Multipart parsing error: Multipart: Invalid part header (contains invalid character)."
    #expect(outcome.matches.first { $0.id == 4 }?.logData == text)
    #expect(outcome.ids.contains(7))
  }

  @Test(arguments: ["Content~Disposition: x", "Content-!x: 1", "X: \u{E}"])
  func `other names and values are none of that`(header: String) throws {
    #expect(try RuleRun(Self.rules)(Self.multipart(header)).ids.contains(4) == false)
  }

  @Test func `a body over the limit is refused, or its beginning is seen`() throws {
    var options = FirewallOptions()
    options.requestBodyLimit = 8
    let run = try RuleRun(
      Self.rules + "\nSecRule INBOUND_DATA_ERROR \"@eq 1\" \"id:8,phase:2,pass,log\"", options: options)
    let refused = run(.post("a=1234567"))
    #expect(refused.intervention == Intervention(.deny, status: 413, cause: .requestBodyLimit))
    #expect(run(.post("a=123456")).intervention == nil)
    options.requestBodyOverLimit = .partial
    let partial = try RuleRun(
      Self.rules + "\nSecRule INBOUND_DATA_ERROR \"@eq 1\" \"id:8,phase:2,pass,log\"", options: options)(
        .post("a=1234567"))
    #expect(partial.intervention == nil)
    #expect(partial.values(of: 5) == ["REQUEST_BODY=a=123456"])
    #expect(partial.ids.contains(8))
  }

  @Test func `in detection a body over the limit is noted, and its beginning is seen`() throws {
    var options = FirewallOptions()
    options.requestBodyLimit = 8
    options.mode = .detect
    let outcome = try RuleRun(Self.rules, options: options)(.post("a=1234567"))
    #expect(outcome.intervention == nil)
    #expect(outcome.detected?.cause == .requestBodyLimit)
    #expect(outcome.values(of: 5) == ["REQUEST_BODY=a=123456"])
  }

  @Test func `an answer over the limit is seen in part, or refused`() throws {
    var options = FirewallOptions()
    options.responseBodyLimit = 4
    let rules = "SecRule RESPONSE_BODY \"@rx .\" \"id:1,phase:4,pass,log\""
    #expect(try RuleRun(rules, options: options)(.answer("123456")).values(of: 1) == ["RESPONSE_BODY=1234"])
    options.responseBodyOverLimit = .reject
    #expect(try RuleRun(rules, options: options)(.answer("123456")).intervention?.cause == .responseBodyLimit)
  }
}
