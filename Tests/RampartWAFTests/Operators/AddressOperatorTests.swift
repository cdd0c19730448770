import RampartWAF
import Testing

@Suite struct AddressOperatorTests {
  @Test(arguments: [
    ("192.0.2.1", "192.0.2.1", true), ("192.0.2.1", "192.0.2.2", false), ("192.0.2.1", "192.0.2.1 ", false),
    ("10.0.0.0/8", "10.255.255.255", true), ("10.0.0.0/8", "11.0.0.0", false), ("10.9.9.9/8", "10.0.0.0", true),
    ("127.0.0.1, 10.0.0.0/8", "10.1.2.3", true), ("0.0.0.0/0", "203.0.113.9", true), ("0.0.0.0/0", "::1", false),
    ("2001:db8::/32", "2001:db8:ffff::1", true), ("2001:db8::/32", "2001:db9::", false), ("::/0", "::1", true),
    ("::1", "0:0:0:0:0:0:0:1", true), ("192.0.2.0/24", "::ffff:192.0.2.7", true), ("::/0", "192.0.2.1", false),
    ("10.0.0.0/8,10.1.0.0/16,9.0.0.0/8", "10.200.0.1", true), ("10.0.0.0/8", "", false),
    ("10.0.0.0/8", "10.0.0", false),
    ("10.0.0.0/8", "10.0.0.1\u{0}", false), ("10.0.0.0/8", "x", false), ("10.0.0.0/8", "010.0.0.1", false),
  ])
  func `Addresses are in blocks`(_ blocks: String, _ value: String, _ expected: Bool) throws {
    #expect(try OperatorProbe(.ipMatch, blocks).matches(value) == expected)
    let lines = blocks.split(separator: ",").map(String.init)
    #expect(try OperatorProbe(.ipMatchFromFile, "list", phrases: lines + ["# comment", ""]).matches(value) == expected)
  }

  @Test(arguments: ["", "10.0.0.0/33", "::/129", "example.com", "10.0.0.1,x", "10.0.0.1/"])
  func `What is no list of addresses is refused`(_ blocks: String) {
    let error = #expect(throws: OperatorError.self) { try OperatorProbe(.ipMatch, blocks) }
    #expect(error?.code == "waf.operator.ipMatch")
  }
}
