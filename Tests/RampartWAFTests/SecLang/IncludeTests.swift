import RampartWAF
import Testing

@Suite struct IncludeTests {
  private func ids(_ files: [String: String]) throws -> [Int] {
    try RuleSetReader.read(["main/a.conf"], from: MemorySecLangFiles(texts: files)).rules.map(\.id)
  }

  @Test func `A path is relative to the file that includes it`() throws {
    let files = [
      "main/a.conf": "SecAction id:1\nInclude sub/b.conf\nInclude \"/top.conf\"\nSecAction id:4",
      "main/sub/b.conf": "Include c.conf", "main/sub/c.conf": "SecAction id:2", "/top.conf": "SecAction id:3",
    ]
    #expect(try ids(files) == [1, 2, 3, 4])
  }

  @Test func `A pattern takes the files in the order of their names`() throws {
    let files = [
      "main/a.conf": "Include r/*.conf", "main/r/20.conf": "SecAction id:20", "main/r/10.conf": "SecAction id:10",
      "main/r/9.data": "nonsense", "main/r/.hidden.conf": "nonsense", "main/r/30.conf.example": "nonsense",
      "main/r/deep/1.conf": "nonsense",
    ]
    #expect(try ids(files) == [10, 20])
  }

  @Test func `Patterns have stars, question marks and sets, in directories too`() throws {
    let files = [
      "main/a.conf": "Include d?/[a-c]*x*.conf\nInclude d1/[!a-z].conf", "main/d1/axb.conf": "SecAction id:1",
      "main/d2/cxxx.conf": "SecAction id:2", "main/d2/dx.conf": "nonsense", "main/d33/ax.conf": "nonsense",
      "main/d1/ab.conf": "nonsense", "main/d1/7.conf": "SecAction id:3",
    ]
    #expect(try ids(files) == [1, 2, 3])
  }

  @Test func `What is optional may be missing`() throws {
    #expect(try ids(["main/a.conf": "IncludeOptional b.conf\nIncludeOptional c/*.conf\nSecAction id:1"]) == [1])
    #expect(try ids(["main/a.conf": "IncludeOptional b.conf", "main/b.conf": "SecAction id:2"]) == [2])
  }

  @Test func `A file may be included again but not by itself`() {
    #expect(RuleText.problems("Include a.conf\nInclude a.conf", files: ["a.conf": "SecMarker A"]).isEmpty)
    #expect(
      RuleText.problems("Include a.conf", files: ["a.conf": "Include b.conf", "b.conf": "Include a.conf"])
        == ["b.conf:1: `a.conf` includes itself"])
  }

  @Test func `Problems of included files have their own places`() {
    let problems = RuleText.problems("Include a.conf\nSecFoo", files: ["a.conf": "\nSecBar"])
    #expect(problems == ["a.conf:2: unknown directive `SecBar`", "test.conf:2: unknown directive `SecFoo`"])
  }
}
