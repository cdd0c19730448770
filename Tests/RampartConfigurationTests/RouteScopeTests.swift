import RampartCore
import RampartTesting
import Testing

@testable import RampartConfiguration

@Suite("A scope")
struct RouteScopeTests {
  private static func route(_ path: String, host: String? = nil, asSent: Bool = false) throws -> RouteScope {
    var route = RouteOptions()
    route.path = try #require(PathPattern(path))
    route.host = try host.map { try #require(HostPattern($0)) }
    route.forwardsPathAsSent = asSent
    return RouteScope(route)
  }

  @Test(
    "has nothing to ask where it covers the route",
    arguments: [("/**", "/api/**"), ("/api/**", "/api/**"), ("/api/**", "/api/x"), ("/*/x", "/a/x")])
  func everything(scope: String, route: String) throws {
    let within = try #require(RouteScope([scope]).within(Self.route(route, host: "a.example")))
    #expect(within.isEverything)
  }

  @Test(
    "has something to ask where a backend may read a path of the route otherwise",
    arguments: [("/a/*", "/a/*"), ("/*/b", "/*/b"), ("/a.php/b/**", "/a.php/b/**"), ("/a;x", "/a;x")])
  func asked(scope: String, route: String) throws {
    let within = try #require(RouteScope([scope]).within(Self.route(route)))
    #expect(!within.isEverything)
  }

  @Test(
    "has no request where they are apart",
    arguments: [
      ("/api/**", "/other/**"), ("/a/*/c", "/a/b/d"), ("b.example/**", "/**"), ("b.example/a", "/a"),
    ])
  func nothing(scope: String, route: String) throws {
    #expect(try RouteScope([scope]).within(Self.route(route, host: "a.example")) == nil)
  }

  @Test(
    "is not apart from a route whose paths can be read as its own",
    arguments: [
      ("/api/login", "/*"), ("/login", "/Login"), ("/a/c", "/*/c"), ("/login.php", "/login.php/x"), ("/a", "/a;x"),
    ])
  func readings(scope: String, route: String) throws {
    #expect(try RouteScope([scope]).within(Self.route(route)) != nil)
  }

  @Test(
    "that protects is for each path that some backend serves as its own",
    arguments: [
      "/api/login", "/api/login/", "/API/Login", "/api%2Flogin", "/api%2Flogin;x", "/api/login;x", "/api;a/login",
      "/api/login%3Bx",
      "/api/login%3Fx", "/;x/api/login", "/(S(a))/api/login",
    ])
  func protects(path: String) throws {
    let scope = try RouteScope(["/api/login"])
    #expect(Self.match(scope, "a.example", path).may)
    #expect(!Self.match(try RouteScope(["/api/logout"]), "a.example", path).may)
  }

  @Test("that loosens is for a path that every backend serves as its own")
  func loosens() throws {
    let scope = try RouteScope(["/static/**"])
    for path in ["/static", "/static/a", "/static/a;x", "/static/a%2Fb", "/static/v1.2/a.js", "/static/a.php/b"] {
      #expect(Self.match(scope, "a.example", path).surely, "\(path)")
    }
    for path in ["/Static/a", "/static%2Fa", "/static;x/a", "/a%2Fstatic"] {
      #expect(!Self.match(scope, "a.example", path).surely, "\(path)")
    }
    let exact = try RouteScope(["/upload.php/**", "/hook"])
    #expect(Self.match(exact, "a.example", "/upload.php/x").surely)
    #expect(Self.match(exact, "a.example", "/hook/").surely)
    #expect(!Self.match(exact, "a.example", "/hook;x").surely)
  }

  @Test("of the first entry that matches is in force by each reading")
  func firstMatch() throws {
    let loose = try RouteScope(["/static/**"])
    let strict = RouteScope.everything.excluding([loose])
    #expect(!Self.match(strict, "a.example", "/static/a").may)
    let ambiguous = Self.match(strict, "a.example", "/static%2Fa")
    #expect(ambiguous.may && !ambiguous.surely)
    #expect(Self.match(strict, "a.example", "/STATIC/a").may)
  }

  @Test("with an address for its host knows it in every spelling")
  func addresses() throws {
    let scope = try RouteScope(["[::1]/login"])
    for host in ["[::1]", "[0:0:0:0:0:0:0:1]", "[0::1]"] { #expect(Self.match(scope, host, "/login").may, "\(host)") }
    for host in ["[::2]", "::1", "", "[", "localhost"] { #expect(!Self.match(scope, host, "/login").may, "\(host)") }
  }

  @Test(
    "takes no host with a port, a dot at its end or nothing",
    arguments: ["a.example:80/x", "a.example./x", ".example/x"])
  func hosts(_ text: String) {
    #expect(throws: ConfigurationProblem.self) { try RouteScope([text]) }
  }

  @Test("says within a route what it says without: 10,000 random requests")
  func same() throws {
    var generator = SeededGenerator(seed: 23)
    let hosts = ["a.example", "b.example", "x.a.example"]
    let patternHosts = ["", "", "", "a.example", "b.example", "*.a.example"]
    let segments = ["a", "a", "a", "b", "b", "A", "a.php", "*", "*", "a;x", "a%2Fb", "(S(x))", "a%2Cb"]
    let pieces = [
      "a", "a", "a", "b", "b", "A", "a.php", "a;x", "a%2Fb", "b%3Bx", "a%3Fb", "(S(x))", "a%2Cb", "a,b", ";x", "",
      "a%2F",
    ]
    func pattern(_ generator: inout SeededGenerator) -> String {
      var parts = (0..<Int.random(in: 0...3, using: &generator)).map { _ in
        segments.randomElement(using: &generator) ?? ""
      }
      if Bool.random(using: &generator) { parts.append(Bool.random(using: &generator) ? "**" : "") }
      return "/" + parts.joined(separator: "/")
    }
    func scope(_ generator: inout SeededGenerator) -> RouteScope? {
      let texts = (0..<Int.random(in: 1...2, using: &generator)).map { _ in
        (patternHosts.randomElement(using: &generator) ?? "") + pattern(&generator)
      }
      return try? RouteScope(texts)
    }
    var (compared, differ) = (0, 0)
    for _ in 0..<20_000 where compared < 10_000 {
      guard let one = scope(&generator), let two = scope(&generator), let three = scope(&generator) else { continue }
      let exceptions = [[], [two], [two, three]].randomElement(using: &generator) ?? []
      let whole = (Int.random(in: 0...3, using: &generator) == 0 ? .everything : one).excluding(exceptions)
      let routePath = pattern(&generator)
      guard let routePattern = PathPattern(routePath) else { continue }
      let routeHost = [nil, "a.example", "*.a.example"].randomElement(using: &generator) ?? nil
      let isAsSent = Bool.random(using: &generator)
      let route = try Self.route(routePath, host: routeHost, asSent: isAsSent)
      let host = hosts.randomElement(using: &generator) ?? ""
      for _ in 0..<8 {
        let raw = Self.path(of: routePath, pieces, &generator)
        guard let path = CanonicalPath.canonicalize(raw), routePattern.matches(path),
          routeHost.map({ HostPattern($0)?.matches(host) == true }) ?? true
        else { continue }
        let asked = Self.match(whole.seeing(route), host, raw)
        let within = whole.within(route).map { Self.match($0, host, raw) } ?? (may: false, surely: false)
        // A text is put together only for a failure: ten thousand of them take minutes.
        if asked != within {
          Issue.record("\(whole) in \(routeHost ?? "")\(routePath), \(isAsSent): \(host)\(raw)")
        }
        compared += 1
        if asked.may != asked.surely { differ += 1 }
      }
    }
    #expect(compared >= 10_000)
    #expect(differ > 0)
  }

  /// A path for which the pattern is, mostly.
  private static func path(of pattern: String, _ pieces: [String], _ generator: inout SeededGenerator) -> String {
    var parts: [String] = []
    for part in pattern.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
      let count = part == "**" ? Int.random(in: 0...3, using: &generator) : 1
      for _ in 0..<count {
        parts.append(part.hasPrefix("*") ? pieces.randomElement(using: &generator) ?? "" : String(part))
        if Int.random(in: 0...9, using: &generator) == 0 { parts.append("") }
      }
    }
    return "/" + parts.joined(separator: "/")
  }

  /// - Parameter raw: as it is sent.
  private static func match(_ scope: RouteScope, _ host: String, _ raw: String) -> (may: Bool, surely: Bool) {
    guard let path = CanonicalPath.canonicalize(raw), let readings = PathReadings(of: path) else {
      return (false, false)
    }
    let unmerged = Array(raw.utf8).withUnsafeBytes { CanonicalPath.unmerged($0) }
    return Array(host.utf8).withUnsafeBytes { host in
      Array(path.utf8).withUnsafeBytes { path in
        let request = RequestPath(host: host, path: path, readings: readings, unmerged: unmerged)
        return (scope.mayMatch(request), scope.surelyMatches(request))
      }
    }
  }
}

extension PathPattern {
  fileprivate func matches(_ path: String) -> Bool { Array(path.utf8).withUnsafeBytes { matches($0) } }
}

extension HostPattern {
  fileprivate func matches(_ host: String) -> Bool { Array(host.utf8).withUnsafeBytes { matches($0) } }
}
