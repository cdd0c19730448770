import RampartCore
import Testing

@testable import RampartGateway

@Suite("A PROXY protocol header")
struct PROXYHeaderTests {
  private static let signature: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A, 0, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A]

  private static func parse(_ bytes: [UInt8]) -> PROXYHeader.Result {
    bytes.withUnsafeBytes(PROXYHeader.parse)
  }

  private static func parse(_ text: String) -> PROXYHeader.Result { parse(Array(text.utf8)) }

  @Test("of version 1 names the client")
  func version1() {
    let v4 = "PROXY TCP4 192.0.2.1 198.51.100.1 56324 443\r\n"
    #expect(Self.parse(v4 + "GET") == .complete(client: IPAddress("192.0.2.1"), length: v4.utf8.count))
    let v6 = "PROXY TCP6 2001:db8::1 ::1 1 2\r\n"
    #expect(Self.parse(v6) == .complete(client: IPAddress("2001:db8::1"), length: v6.utf8.count))
    #expect(Self.parse("PROXY UNKNOWN whatever\r\n") == .complete(client: nil, length: 24))
  }

  @Test("of version 2 names the client")
  func version2() {
    let v4 = Self.signature + [0x21, 0x11, 0, 12, 192, 0, 2, 1, 198, 51, 100, 1, 0, 1, 0, 2]
    #expect(Self.parse(v4) == .complete(client: IPAddress("192.0.2.1"), length: 28))
    let extended = Self.signature + [0x21, 0x11, 0, 15, 192, 0, 2, 1, 198, 51, 100, 1, 0, 1, 0, 2, 4, 0, 0]
    #expect(Self.parse(extended + [71]) == .complete(client: IPAddress("192.0.2.1"), length: 31))
    let mapped: [UInt8] = Array(repeating: 0, count: 10) + [0xFF, 0xFF, 192, 0, 2, 9]
    let v6 = Self.signature + [0x21, 0x21, 0, 36] + mapped + Array(repeating: 0, count: 20)
    #expect(Self.parse(v6) == .complete(client: IPAddress("192.0.2.9"), length: 52))
    #expect(Self.parse(Self.signature + [0x20, 0, 0, 0]) == .complete(client: nil, length: 16))
  }

  @Test("waits for its end")
  func incomplete() {
    let v1 = Array("PROXY TCP4 192.0.2.1 198.51.100.1 56324 443\r\n".utf8)
    for count in 0..<v1.count { #expect(Self.parse(Array(v1.prefix(count))) == .needsMore) }
    let v2 = Self.signature + [0x21, 0x11, 0, 12, 192, 0, 2, 1, 198, 51, 100, 1, 0, 1, 0, 2]
    for count in 0..<v2.count { #expect(Self.parse(Array(v2.prefix(count))) == .needsMore) }
  }

  @Test(
    "is refused where it is wrong",
    arguments: [
      "GET / HTTP/1.1\r\n", "PROXY TCP4 192.0.2.1\r\n", "PROXY TCP4 300.0.2.1 198.51.100.1 1 2\r\n",
      "PROXY TCP4 ::1 ::1 1 2\r\n", "PROXY TCP6 192.0.2.1 192.0.2.2 1 2\r\n", "PROXY TCP4 1.1.1.1 2.2.2.2 70000 1\r\n",
      "PROXY TCP4 1.1.1.1 2.2.2.2 01 1\r\n", "PROXY TCP4  1.1.1.1 2.2.2.2 1 1\r\n", "PROXY TCP4 1.1.1.1 2.2.2.2 1 1\n",
      "PROXY " + String(repeating: "x", count: 120), "proxy TCP4 1.1.1.1 2.2.2.2 1 1\r\n",
    ])
  func malformed(_ text: String) {
    #expect(Self.parse(text) == .malformed)
  }

  @Test("of version 2 is refused with a wrong version, command or length")
  func malformed2() {
    #expect(Self.parse(Self.signature + [0x11, 0x11, 0, 0]) == .malformed)
    #expect(Self.parse(Self.signature + [0x22, 0x11, 0, 0]) == .malformed)
    #expect(Self.parse(Self.signature + [0x21, 0x11, 0, 4, 1, 2, 3, 4]) == .malformed)
    #expect(Self.parse(Self.signature + [0x21, 0x11, 0xFF, 0xFF]) == .malformed)
  }
}
