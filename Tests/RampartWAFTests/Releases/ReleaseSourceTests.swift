import Testing

@testable import RampartWAF

@Suite struct `Where a release comes from` {
  @Test(arguments: [
    ("https://example.org/a/coreruleset-4.28.0.tar.gz?x=/y", "coreruleset-4.28.0.tar.gz", false),
    ("HTTPS://example.org", "", false), ("http://127.0.0.1:8000/x", "x", true), ("http://[::1]:80/x", "x", true),
    ("http://localhost/x", "x", true),
  ])
  func `https is taken, and http from this machine`(url: String, name: String, isLoopback: Bool) throws {
    let address = try ReleaseAddress(url)
    #expect(address.fileName == name && address.isLoopback == isLoopback)
  }

  @Test(arguments: [
    "http://example.org/x", "http://127.0.0.1@example.org/x", "http://127.0.0.1.example.org/", "https://user:x@host/",
    "ftp://127.0.0.1/x", "file:///etc/passwd", "https://", "https:///x", "example.org/x", "https://a b/",
    "https://a\\b/",
    "https://a\u{7F}/",
  ])
  func `Anything else is refused`(url: String) {
    #expect(throws: ReleaseError.self) { try ReleaseAddress(url) }
  }

  @Test func `A digest is found by the file's name`() throws {
    let one = String(repeating: "01", count: 32)
    let two = String(repeating: "Ab", count: 32)
    let list = "\(one)  a.tar.gz\r\n\(two) *dist/b.tar.gz\n# a comment\n"
    #expect(try ChecksumList.digest(of: "a.tar.gz", in: list) == Array(repeating: 1, count: 32))
    #expect(try ChecksumList.digest(of: "b.tar.gz", in: list) == Array(repeating: 0xAB, count: 32))
    #expect(try ChecksumList.digest(of: "anything", in: "\(two)\n") == Array(repeating: 0xAB, count: 32))
    for text in [list, "", one.dropLast() + "\n", "\(one)  c\n\(two)  c\n", "\(one) xc"] {
      #expect(throws: ReleaseError.self) { try ChecksumList.digest(of: "c", in: String(text)) }
    }
  }

  @Test func `A digest has sixty-four hexadecimal digits`() {
    for text in ["", "01", String(repeating: "g", count: 64), String(repeating: "0", count: 65), "é"] {
      #expect(ChecksumList.digest(hex: text) == nil)
    }
  }
}
