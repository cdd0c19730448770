import NIOCore
import Testing

@testable import RampartGateway

@Suite("A request head of HTTP/2")
struct RequestHeadFieldSectionTests {
  private static func section(_ fields: [(String, String)], limit: Int = 32 << 10) -> FieldSection {
    var section = FieldSection(limit: limit)
    for (name, value) in [(":method", "GET"), (":scheme", "https"), (":authority", "localhost"), (":path", "/")]
      + fields
    {
      let value = value.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
      Array(name.utf8).withUnsafeBytes { name in value.withUnsafeBytes { section.append(name, $0) } }
    }
    return section
  }

  private static func head(_ fields: [(String, String)], limit: Int = 32 << 10) throws -> RequestHead {
    try RequestHead(section(fields, limit: limit), endsStream: true, limit: limit)
  }

  @Test("has one field of the crumbs of a cookie, where the first stood")
  func crumbs() throws {
    let crumbs = (0..<110).map { ("cookie", "name\($0)=value\($0)") }
    let head = try Self.head([("a", "b")] + crumbs + [("c", "d")])
    #expect(head.fields.lines.map { head.fields.string($0.name) } == ["a", "cookie", "c"])
    #expect(head.fields.value(.cookie) == crumbs.map(\.1).joined(separator: "; "))
  }

  @Test("is counted as its HTTP/1.1 text is", arguments: [1024, 4096])
  func size(_ limit: Int) throws {
    for extra in [-40, -1, 0, 1, 40] {
      let text = "GET / HTTP/1.1\r\nHost: localhost\r\nx: \r\n\r\n"
      let value = String(repeating: "v", count: limit - text.utf8.count + extra)
      let isAccepted = (try? Self.head([("x", value)], limit: limit)) != nil
      let parsed = RequestHeadParserTests.failure(
        text.replacing("x: ", with: "x: " + value), maximumBytes: limit)
      #expect(isAccepted == (extra <= 0) && (parsed == nil) == isAccepted, "\(extra)")
    }
  }

  @Test("keeps bytes that are not UTF-8")
  func bytes() throws {
    let head = try Self.head([("x-name", "M\u{FC}ller")])
    #expect(
      head.fields.lines.first.map { head.fields.with($0.value) { Array($0) } } == Array("M".utf8) + [0xFC]
        + Array("ller".utf8))
  }

  @Test("is refused where it is too large")
  func limits() {
    let many = (0..<101).map { ("x-\($0)", "a") }
    let cookies = (0..<2).map { ("cookie", "c\($0)=" + String(repeating: "a", count: 9000)) }
    for fields in [many, [("x", String(repeating: "a", count: 16_384))], cookies] {
      #expect(throws: HeadFailure.self) { try Self.head(fields) }
    }
  }
}
