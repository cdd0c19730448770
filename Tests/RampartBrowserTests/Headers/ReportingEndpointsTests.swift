import RampartBrowser
import RampartCore
import Testing

@Suite struct ReportingEndpointsTests {
  private func value(_ form: JSONValue) throws -> String? {
    try TestDocument.value("Reporting-Endpoints", ["reportingEndpoints": form])
  }

  @Test func `It is not in the recommended set`() throws {
    #expect(try TestDocument.value("Reporting-Endpoints", .object([])) == nil)
    #expect(SecurityHeaders().reportingEndpoints == .ignore)
  }

  @Test func `Names and addresses are a structured dictionary`() throws {
    let form: JSONValue = ["default": "https://reports.example.org/d?x=1", "csp-2.a_b*": "/reports"]
    #expect(try value(form) == #"default="https://reports.example.org/d?x=1", csp-2.a_b*="/reports""#)
    #expect(try value(["local": "http://localhost:3000/r"]) == #"local="http://localhost:3000/r""#)
  }

  @Test(arguments: [
    "http://example.org/", "//example.org/", "reports", "https://", "https:///x", "ftp://example.org", "https://a b/",
    "https://a/\"", "https://a/;b", "https://a/,b", "https://a/\n", "https://é/", "http://localhost.example.org/",
  ])
  func `An address that browsers ignore or that breaks the field is a problem`(_ address: String) {
    #expect(
      TestDocument.problems(["reportingEndpoints": ["default": .string(address)]]) == [
        "3:1: `\(address)` is not an address for reports, write an `https://` address or a path such as `/reports`"
      ])
  }

  @Test func `A name that no dictionary has and an empty mapping are problems`() {
    let problems = TestDocument.problems(["reportingEndpoints": ["Default": "/reports"]])
    #expect(problems.count == 1)
    #expect(problems.first?.hasPrefix("3:1: `Default` is not a name") == true)
    #expect(
      TestDocument.problems(["reportingEndpoints": .object([])]) == ["2:1: the mapping names no endpoint"])
    #expect(throws: InvalidOption.self) { try EndpointName("Default") }
    #expect(throws: InvalidOption.self) { try EndpointName("") }
  }

  @Test func `Of two endpoints with one name the later one counts`() throws {
    let name = try EndpointName("default")
    let endpoints = ReportingEndpoints([.init(name, try ReportAddress("/a")), .init(name, try ReportAddress("/b"))])
    #expect(endpoints.value(in: ResponseContext(isSecure: true)) == #"default="/b""#)
  }

  @Test func `No endpoint is no header`() {
    #expect(ReportingEndpoints([]).value(in: ResponseContext(isSecure: true)) == nil)
  }
}
