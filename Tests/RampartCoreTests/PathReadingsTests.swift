import RampartCore
import RampartTesting
import Testing

@Suite("What backends make of a path")
struct PathReadingsTests {
  private static func readings(_ path: String) throws -> Set<String> {
    Set(try #require(PathReadings(of: path)).alternatives.map { String(decoding: $0, as: UTF8.self) })
  }

  @Test(
    "is nothing else where there is nothing to decode, to cut or to run",
    arguments: [
      "/", "/a", "/a/", "/api/login", "/a.b/c", "/v1.2/x", "/john.doe/notes", "/example.com/a.php", "/index.php",
      "/.well-known/x",
      "/a,b", "/a(b)", "/a=b@c:d", "/php/x", "/a.phpx/b", "/~a", "*",
    ])
  func single(_ path: String) throws {
    #expect(try Self.readings(path).isEmpty)
  }

  @Test(
    "is what each framework is known to serve",
    arguments: [
      // Flask, Django, Bottle, Starlette, Go, PHP: decoded before it is split, slashes merged.
      ("/api%2Flogin", ["/api/login"]), ("/api%2F%2Flogin", ["/api/login"]), ("/api/%2Flogin", ["/api/login"]),
      ("/api/login%2F", ["/api/login/"]), ("/a%2Fb%2Fc", ["/a/b/c"]),
      // Every decoder: reserved characters.
      ("/users%3Alogin", ["/users:login"]), ("/a%2Cb%40c", ["/a,b@c"]),
      // What is not allowed raw has no other form.
      ("/a%20b", []), ("/%C3%BC", []), ("/a%25b", []), ("/%7Ba%7D", []),
      // Tomcat, Jetty, Spring: parameters cut.
      ("/login;x", ["/login"]), ("/login;", ["/login"]), ("/a;x/b;y=1,2", ["/a/b"]), ("/;x/login", ["/login"]),
      ("/login/;x", ["/login/"]), ("/;x", ["/"]),
      // Jetty decodes as well: cut first, or decoded first.
      ("/a;x%2Fb/c", ["/a/c", "/a/b/c", "/a;x/b/c"]), ("/login%3Bx", ["/login;x", "/login"]),
      ("/x%2Fy;z%2Fw", ["/x%2Fy", "/x/y", "/x/y/w", "/x/y;z/w"]),
      // Apache with PHP-FPM: an encoded question mark ends it.
      ("/admin.php%3Fx", ["/admin.php?x", "/admin.php"]), ("/a%3Fb/c", ["/a?b/c", "/a"]),
      // PHP, CGI, ASP.NET, JSP: path info.
      ("/login.php/x", ["/login.php"]), ("/login.PHP/x/y", ["/login.PHP"]),
      ("/a.aspx/b.php/c", ["/a.aspx", "/a.aspx/b.php"]),
      ("/a.php/", ["/a.php"]), ("/cgi-bin/a.cgi/b", ["/cgi-bin/a.cgi"]),
      ("/login.php%2Fx", ["/login.php/x", "/login.php"]), ("/login.php;a/x", ["/login.php/x", "/login.php"]),
      // ASP.NET: a session in the path.
      ("/(S(abc))/login", ["/login"]), ("/app/(A(b)F(c))/login", ["/app/login"]),
    ])
  func known(_ path: String, _ expected: [String]) throws {
    let readings = try Self.readings(path)
    #expect(readings.isSuperset(of: expected), "\(readings.sorted())")
    if expected.isEmpty { #expect(readings.isEmpty) }
  }

  @Test("is bounded: a path with more readings than any honest one is none")
  func bounded() {
    #expect(PathReadings(of: "/" + (0..<40).map { "a\($0).php" }.joined(separator: "/")) == nil)
    #expect(PathReadings(of: "/" + (0..<20).map { "a\($0).php" }.joined(separator: "/")) != nil)
    let long = "/" + String(repeating: "a%2Fb;c%3Bd/", count: 2000)
    #expect((PathReadings(of: long)?.alternatives.count ?? 0) <= PathReadings.most)
  }

  @Test("never climbs, has no empty segments, and is not the path itself")
  func properties() {
    var generator = SeededGenerator(seed: 5)
    let pieces = ["/", "/", "a", "b.php", ";", "%2F", "%3B", "%3F", ".", "..", "%2C", "(S(x))", "%C3%A9", "%2E"]
    var seen = 0
    for _ in 0..<20_000 {
      let raw =
        "/"
        + (0..<Int.random(in: 1...9, using: &generator)).map { _ in pieces.randomElement(using: &generator) ?? "" }
        .joined()
      guard let path = CanonicalPath.canonicalize(raw), let readings = PathReadings(of: path) else { continue }
      for reading in readings.alternatives.map({ String(decoding: $0, as: UTF8.self) }) {
        seen += 1
        let segments = reading.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        #expect(reading.hasPrefix("/") && reading != path, "\(path)")
        #expect(
          !segments.dropLast().contains("") && !segments.contains("..") && !segments.contains("."),
          "\(path): \(reading)")
      }
    }
    #expect(seen > 5000)
  }

  @Test("is one for counting: decoded and without parameters")
  func plainest() {
    #expect(PathReadings.plainest(of: "/users/bob;1") == "/users/bob")
    #expect(PathReadings.plainest(of: "/users%2Fbob%3B2") == "/users/bob")
    #expect(PathReadings.plainest(of: "/users/Bob.php/x") == "/users/Bob.php/x")
  }
}

@Suite("A path pattern")
struct PathPatternTests {
  private static func grade(_ pattern: String, _ path: String, isReading: Bool = false) throws -> PathMatch {
    let pattern = try #require(PathPattern(pattern))
    return Array(path.utf8).withUnsafeBytes { pattern.grade($0, isReading: isReading) }
  }

  @Test(
    "is for a path surely, perhaps, or not",
    arguments: [
      ("/login", "/login", PathMatch.surely), ("/login", "/login/", .surely), ("/login", "/Login", .perhaps),
      ("/Login", "/login/", .perhaps), ("/login/", "/login/", .surely), ("/login/", "/login", .perhaps),
      ("/login", "/logins", .no),
      ("/login", "/", .no), ("/api/**", "/API", .perhaps), ("/api/**", "/api", .surely), ("/api/**", "/apis", .no),
      ("/*/x", "/a/X", .perhaps), ("/*/x", "/x", .no), ("/", "/", .surely), ("/", "/a", .no), ("/**", "/", .surely),
      ("/a/*", "/a/", .no), ("/\u{25}C3%89", "/%C3%89", .surely), ("/a;b", "/a", .perhaps), ("/a;b", "/a;b", .surely),
      ("/a%2Fb", "/a/b", .perhaps), ("/a%2Fb", "/a%2Fb", .surely), ("/a%3Bx/c", "/a/c", .perhaps),
    ])
  func grade(_ pattern: String, _ path: String, _ expected: PathMatch) throws {
    #expect(try Self.grade(pattern, path) == expected)
  }

  @Test("compares a reading with what it is decoded itself, a sent path with what it says")
  func decoded() throws {
    #expect(try Self.grade("/a%2Cb", "/a,b", isReading: true) == .surely)
    #expect(try Self.grade("/a%2Cb", "/a,b") == .perhaps)
    let pattern = try #require(PathPattern("/a%2Cb"))
    #expect(!Array("/a,b".utf8).withUnsafeBytes { pattern.matches($0) }, "routing takes a path as it is")
  }
}
