import RampartWAF
import Testing

@Suite struct InjectionOperatorTests {
  @Test(arguments: [
    ("1' or '1'='1", true), ("1 UNION SELECT password FROM users--", true), ("' OR 1=1 -- ", true),
    ("hello world", false),
    ("", false), ("12345", false), ("O'Brien", false), ("1.5 apples", false), ("john.doe@example.com", false),
  ])
  func `SQL in a value is found`(_ value: String, _ expected: Bool) throws {
    let probe = try OperatorProbe(.detectSQLi)
    #expect(probe.matches(value) == expected)
    #expect(probe.scratch.match.text.isEmpty == !expected)
  }

  @Test func `The capture of SQL is its fingerprint`() throws {
    let probe = try OperatorProbe(.detectSQLi)
    #expect(probe.matches("1' or '1'='1"))
    #expect(probe.scratch.match.text == Array("s&sos".utf8))
    probe.scratch.wantsCaptures = false
    #expect(probe.matches("1' or '1'='1"))
  }

  @Test(arguments: [
    ("<script>alert(1)</script>", true), ("<img src=x onerror=alert(1)>", true), ("\" onclick=\"alert(1)", true),
    ("<a href=\"javascript:alert(1)\">", true), ("hello", false), ("", false), ("a < b", false), ("x=1", false),
  ])
  func `Script in a value is found, and the capture is the value`(_ value: String, _ expected: Bool) throws {
    let probe = try OperatorProbe(.detectXSS)
    #expect(probe.matches(value) == expected)
    #expect(probe.captures == (expected ? [0..<value.utf8.count] : []))
  }
}
