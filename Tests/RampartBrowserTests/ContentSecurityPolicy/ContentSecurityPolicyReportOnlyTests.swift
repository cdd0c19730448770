import HTTPTypes
import RampartBrowser
import RampartCore
import Testing

@Suite struct ContentSecurityPolicyReportOnlyTests {
  private static let policy: JSONValue = [
    "useDefaults": false,
    "directives": [
      "defaultSrc": "'self'", "reportTo": "csp", "sandbox": .array([]), "upgradeInsecureRequests": true,
    ],
  ]

  private func answer(_ form: JSONValue, over fields: HTTPFields) throws -> HTTPFields {
    var fields = fields
    try TestDocument.headers(form).apply(to: &fields, in: ResponseContext(isSecure: true))
    return fields
  }

  @Test func `It is not in the recommended set`() throws {
    #expect(try TestDocument.value("Content-Security-Policy-Report-Only", .object([])) == nil)
    #expect(SecurityHeaders().contentSecurityPolicyReportOnly == .ignore)
  }

  @Test func `With reportOnly only that header is set and the backend's policy stays enforced`() throws {
    let form: JSONValue = ["contentSecurityPolicy": ["reportOnly": true]]
    let without = try answer(form, over: [:])
    #expect(without.values("content-security-policy") == [])
    #expect(without.values("content-security-policy-report-only").count == 1)
    let with = try answer(
      form, over: [.contentSecurityPolicy: "default-src 'none'", .contentSecurityPolicyReportOnly: "theirs"])
    #expect(with.values("content-security-policy") == ["default-src 'none'"])
    #expect(with.values("content-security-policy-report-only").count == 1)
    #expect(with.values("content-security-policy-report-only") != ["theirs"])
  }

  @Test func `With upstream keep the backend's own report-only policy stands`() throws {
    let form: JSONValue = ["contentSecurityPolicy": ["reportOnly": true, "upstream": "keep"]]
    let fields = try answer(form, over: [.contentSecurityPolicyReportOnly: "theirs"])
    #expect(fields.values("content-security-policy-report-only") == ["theirs"])
  }

  @Test func `Its own key tries a policy beside the enforced one`() throws {
    let fields = try answer(["contentSecurityPolicyReportOnly": Self.policy], over: [:])
    #expect(fields.values("content-security-policy") == [SecurityHeadersTests.recommended[0].1])
    #expect(fields.values("content-security-policy-report-only") == ["default-src 'self';report-to csp"])
  }

  @Test func `Both ways to write it at once are a problem, in either order`() {
    let problem = "`contentSecurityPolicy.reportOnly` and `contentSecurityPolicyReportOnly` set the same header"
    #expect(
      TestDocument.problems([
        "contentSecurityPolicy": ["reportOnly": true], "contentSecurityPolicyReportOnly": .object([]),
      ]) == ["4:1: \(problem), write one of them"])
    #expect(
      TestDocument.problems([
        "contentSecurityPolicyReportOnly": .object([]), "contentSecurityPolicy": ["reportOnly": true],
      ]) == ["2:1: \(problem), write one of them"])
  }

  @Test func `Its own key has no reportOnly`() {
    let problems = TestDocument.problems(["contentSecurityPolicyReportOnly": ["reportOnly": true]])
    #expect(problems.count == 1)
    #expect(problems.first?.hasPrefix("3:1: unknown key `reportOnly`") == true)
  }
}
