import RampartCore
import RampartTesting
import Testing

@Suite("The canonical form of a path")
struct CanonicalPathTests {
  @Test(
    "is one for all spellings of a path",
    arguments: [
      ("/", "/"), ("/a", "/a"), ("/a/", "/a/"), ("/a/b.c", "/a/b.c"), ("/%61", "/a"), ("/%7e", "/~"), ("/%7E", "/~"),
      ("/%2D%2e%5F", "/-._"), ("//", "/"), ("//a", "/a"), ("/a//b", "/a/b"), ("/a//", "/a/"), ("/.", "/"),
      ("/./", "/"), ("/./a", "/a"), ("/a/.", "/a/"), ("/a/./b", "/a/b"), ("/a/..", "/"), ("/a/../b", "/b"),
      ("/a/b/../c", "/a/c"), ("/a/b/..", "/a/"), ("/a/%2e%2e/b", "/b"), ("/a/%2E./b", "/b"), ("/a/.%2e/b", "/b"),
      ("/a/%2e/b", "/a/b"), ("/a//../b", "/b"), ("/...", "/..."), ("/.a", "/.a"), ("/a..b", "/a..b"),
      ("/.well-known/x", "/.well-known/x"), ("/a%2Fb", "/a%2Fb"), ("/a%2fb", "/a%2Fb"), ("/a..%2fb", "/a..%2Fb"),
      ("/%3b", "/%3B"), ("/a;b", "/a;b"), ("/%40", "/%40"), ("/@", "/@"), ("/%2B", "/%2B"), ("/+", "/+"),
      ("/%25", "/%25"), ("/%252e", "/%252e"), ("/%252F", "/%252F"), ("/%20", "/%20"), ("/%c3%a9", "/%C3%A9"),
      ("/\u{E9}", "/%C3%A9"), ("/%E2%82%AC", "/%E2%82%AC"), ("/{a}", "/%7Ba%7D"), ("/a|b", "/a%7Cb"),
      ("/%23", "/%23"), ("/%3F", "/%3F"), ("/!$&'()*+,=:", "/!$&'()*+,=:"),
    ])
  func canonical(_ raw: String, _ expected: String) {
    #expect(CanonicalPath.canonicalize(raw) == expected)
  }

  @Test(
    "does not exist for what one server reads this way and another that",
    arguments: [
      "", "a", "*", "/..", "/../a", "/a/../..", "/%2e%2e", "/a/../../b", "/%2e%2e/%2e%2e/etc", "/\\", "/a\\b", "/%5c",
      "/%5C..%5C", "/%00", "/a%00.png", "/%0a", "/%0D%0A", "/%7f", "/\u{1}", "/%", "/%2", "/%zz", "/%2g", "/a%",
      "/%c0%ae", "/%c0%af", "/%e0%80%ae", "/%f0%80%80%ae", "/%ff", "/%c3", "/%ed%a0%80", "/#", "/a#b", "/..;/a",
      "/a/..;x/b", "/%2e%2e;/b", "/.;/a",
      "/a/..%3bx/b", "/a/.%3B", "/a/..%3Fx", "/a/%2e%3f", "/a%2F..%3b",
    ])
  func refused(_ raw: String) {
    #expect(CanonicalPath.canonicalize(raw) == nil)
  }

  @Test("can be told with its runs of slashes, for a backend that gets them")
  func unmerged() {
    func unmerged(_ path: String) -> String {
      String(decoding: Array(path.utf8).withUnsafeBytes { CanonicalPath.unmerged($0) }, as: UTF8.self)
    }
    #expect(unmerged("/a//%62/") == "/a//b/")
    #expect(unmerged("//") == "//")
    #expect(unmerged("/a/%62").isEmpty && unmerged("/a").isEmpty)
  }

  @Test(
    "knows dot segments, encoded or not",
    arguments: [
      ("/a/..", true), ("/a/./b", true), ("/%2e%2E/b", true), ("/a/.%2e", true), ("/.", true), ("/%", true),
      ("/...", false),
      ("/.a", false), ("/a..b/c", false), ("//", false), ("/", false),
    ])
  func dotSegments(_ path: String, _ has: Bool) {
    #expect(Array(path.utf8).withUnsafeBytes { CanonicalPath.hasDotSegments($0) } == has)
  }

  @Test("is its own canonical form, has no dot segments and no double slashes, whatever bytes it came from")
  func properties() {
    var generator = SeededGenerator(seed: 11)
    let pieces = [
      "/", "/", "a", ".", "..", "%2e", "%2F", "%25", ";", "%3b", "\u{E9}", "%c3%a9", "%zz", "\\", "~", "%7E", "#",
    ]
    var accepted = 0
    for _ in 0..<20_000 {
      let raw =
        "/"
        + (0..<Int.random(in: 0...8, using: &generator)).map { _ in pieces.randomElement(using: &generator) ?? "" }
        .joined()
      guard let canonical = CanonicalPath.canonicalize(raw) else { continue }
      accepted += 1
      #expect(CanonicalPath.canonicalize(canonical) == canonical, "\(raw)")
      let segments = canonical.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
      #expect(!segments.contains(".") && !segments.contains(".."), "\(raw)")
      #expect(!canonical.contains("//") && canonical.hasPrefix("/"), "\(raw)")
      #expect(canonical.utf8.count <= 3 * raw.utf8.count)
      let isFast = Array(raw.utf8).withUnsafeBytes(CanonicalPath.isCanonical)
      #expect(!isFast || canonical == raw, "\(raw)")
    }
    #expect(accepted > 5000)
  }
}
