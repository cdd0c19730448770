import RampartCore
import RampartTesting
import Testing

@Suite("Addresses")
struct AddressTests {
  @Test(
    "are written in their one canonical form",
    arguments: [
      ("192.0.2.1", "192.0.2.1"), ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"), ("::", "::"),
      ("::1", "::1"), ("2001:DB8::1", "2001:db8::1"), ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
      ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"), ("1:0:0:2:0:0:0:3", "1:0:0:2::3"),
      ("::ffff:192.0.2.1", "192.0.2.1"), ("::FFFF:c000:0201", "192.0.2.1"), ("64:ff9b::192.0.2.1", "64:ff9b::c000:201"),
      ("fe80::", "fe80::"), ("1::", "1::"), ("0:0:0:0:0:0:0:0", "::"),
    ])
  func canonical(_ text: String, _ expected: String) {
    #expect(IPAddress(text)?.description == expected)
  }

  @Test(
    "are refused in any form that is not exactly one",
    arguments: [
      "", "1", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1.2.3.4 ", "0x7f.1.1.1", "1..2.3", ":", ":::", "1:2",
      "g::",
      "1::2::3", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7::8", "12345::", "::1%eth0", "[::1]", "::1.2.3", "::1.2.3.4:5",
      "1.2.3.4::", "-1.2.3.4", "\u{661}.2.3.4",
    ])
  func refused(_ text: String) {
    #expect(IPAddress(text) == nil)
  }

  @Test("read back what they write")
  func roundTrip() {
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<5000 {
      var bits: UInt128 = 0
      for _ in 0..<8 {
        bits =
          bits << 16 | (Bool.random(using: &generator) ? 0 : UInt128(UInt16.random(in: 0...0xFFFF, using: &generator)))
      }
      let address = IPAddress(v6: bits)
      #expect(IPAddress(address.description) == address)
    }
  }

  @Test("lie in blocks or do not")
  func blocks() throws {
    let cases: [(String, String, Bool)] = [
      ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false), ("0.0.0.0/0", "1.2.3.4", true),
      ("0.0.0.0/0", "::1", false), ("192.0.2.1", "192.0.2.1", true), ("192.0.2.1", "192.0.2.2", false),
      ("2001:db8::/32", "2001:db8:ffff::1", true), ("2001:db8::/32", "2001:db9::1", false), ("::/0", "::1", true),
      ("::/0", "1.2.3.4", false), ("::1/128", "::1", true), ("10.0.0.0/8", "::ffff:10.1.1.1", true),
    ]
    for (block, address, isInside) in cases {
      let contains = try #require(AddressBlock(block)).contains(try #require(IPAddress(address)))
      #expect(contains == isInside, "\(block) \(address)")
    }
    for wrong in [
      "10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/08", "10.0.0.0/", "/8", "::/129", "a/8", "1.2.3.4/8/8",
    ] {
      #expect(AddressBlock(wrong) == nil, "\(wrong)")
    }
  }

  @Test("of clients are the rightmost that no trusted proxy vouches for")
  func clients() throws {
    let rule = ClientAddress(trustedProxies: ["10.0.0.0/8", "127.0.0.0/8"].compactMap { AddressBlock($0) })
    let cases: [(peer: String, forwardedFor: String, client: String)] = [
      ("192.0.2.1", "", "192.0.2.1"), ("192.0.2.1", "198.51.100.1", "192.0.2.1"), ("10.0.0.1", "", "10.0.0.1"),
      ("10.0.0.1", "198.51.100.1", "198.51.100.1"), ("10.0.0.1", "1.1.1.1, 198.51.100.1", "198.51.100.1"),
      ("10.0.0.1", "198.51.100.1, 10.0.0.2", "198.51.100.1"), ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
      ("10.0.0.1", "198.51.100.1, garbage", "10.0.0.1"), ("10.0.0.1", "garbage, 198.51.100.1", "198.51.100.1"),
      ("10.0.0.1", "198.51.100.1, garbage, 10.0.0.2", "10.0.0.2"), ("10.0.0.1", "198.51.100.1,", "10.0.0.1"),
      ("10.0.0.1", "198.51.100.1:4711", "198.51.100.1"), ("10.0.0.1", "[2001:db8::1]:4711", "2001:db8::1"),
      ("10.0.0.1", "::ffff:198.51.100.1", "198.51.100.1"), ("10.0.0.1", " 198.51.100.1\t", "198.51.100.1"),
      ("10.0.0.1", "unknown", "10.0.0.1"), ("10.0.0.1", "_hidden", "10.0.0.1"),
    ]
    for (peer, forwardedFor, client) in cases {
      let resolved = rule.resolve(peer: try #require(IPAddress(peer)), forwardedFor: forwardedFor)
      #expect(resolved.description == client, "\(peer) \(forwardedFor)")
    }
  }

  @Test("of servers are a host and a port, or a path")
  func servers() {
    for text in ["127.0.0.1:80", "[::1]:443", "app_1.internal:3000", "localhost:1", "unix:/run/app.sock"] {
      #expect(ServerAddress(text)?.description == text)
    }
    #expect(ServerAddress(":80")?.description == "[::]:80")
    for wrong in [
      "", "80", "a", "a:", "a:0", "a:65536", "a:+80", "a:080", "::1:80", "[::1]", "[1.2.3.4]:80", "a b:80", "a/b:80",
      "1.2.3:80", "unix:app.sock", "unix:", "unix:/" + String(repeating: "a", count: 110),
    ] {
      #expect(ServerAddress(wrong) == nil, "\(wrong)")
    }
  }
}
