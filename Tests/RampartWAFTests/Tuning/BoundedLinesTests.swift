import Testing

@testable import RampartWAF

@Suite struct `Lines of a limited length` {
  @Test(arguments: 1...12)
  func `Lines come out the same however the bytes come in`(step: Int) {
    var lines = BoundedLines(limit: 4)
    var found: [String] = []
    let bytes = Array("a\nbcde\n\ntoolong\nfg\ntoolong\nh".utf8)
    for start in stride(from: 0, to: bytes.count, by: step) {
      lines.feed(Array(bytes[start..<min(bytes.count, start + step)])) {
        found.append(String(decoding: $0, as: UTF8.self))
      }
    }
    lines.finish { found.append(String(decoding: $0, as: UTF8.self)) }
    #expect(found == ["a", "bcde", "fg", "h"] && lines.tooLong == 2)
  }
}
