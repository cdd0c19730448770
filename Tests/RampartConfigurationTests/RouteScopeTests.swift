import RampartCore
import Testing

@testable import RampartConfiguration

@Suite("What is left of a scope within a route")
struct RouteScopeTests {
  private static func route(_ path: String, host: String? = nil) throws -> RouteScope {
    var route = RouteOptions()
    route.path = try #require(PathPattern(path))
    route.host = try host.map { try #require(HostPattern($0)) }
    return RouteScope(route)
  }

  @Test(
    "nothing to ask where the scope covers the route",
    arguments: [("/**", "/api/**"), ("/api/**", "/api/**"), ("/api/**", "/api/x"), ("/*/x", "/a/x")])
  func everything(scope: String, route: String) throws {
    let within = try #require(RouteScope([scope]).within(Self.route(route, host: "a.example")))
    #expect(within.isEverything)
  }

  @Test(
    "no request where they are apart",
    arguments: [
      ("/api/**", "/other/**"), ("/a/*/c", "/a/b/d"), ("b.example/**", "/**"), ("b.example/a", "/a"),
    ])
  func nothing(scope: String, route: String) throws {
    #expect(try RouteScope([scope]).within(Self.route(route, host: "a.example")) == nil)
  }

  @Test("everything else is asked for each request, and says the same as before")
  func same() throws {
    let patterns = [
      "/", "/*", "/**", "/*/**", "/a", "/a/", "/a/**", "/a/b", "/a/*", "/*/b", "/*/b/**", "a.example/a", "b.example/**",
      "*.example/a/**",
    ]
    let routes = ["/", "/**", "/a", "/a/", "/a/**", "/a/b", "/*", "/*/b", "/*/b/**"]
    let paths = ["/", "/a", "/a/", "/a/b", "/a/b/", "/b", "/b/b", "/b/b/c", "/a/b/c", "/a/c"]
    var compared = 0
    for host in ["a.example", "b.example"] {
      for routePath in routes {
        for routeHost in [nil, "a.example", "*.example"] {
          let route = try Self.route(routePath, host: routeHost)
          let pattern = try #require(PathPattern(routePath))
          for first in patterns {
            for second in patterns {
              let scope = try RouteScope([first]).excluding([RouteScope([second])])
              let within = scope.within(route)
              for path in paths where Self.matches(route, host, path) && pattern.matches(path) {
                #expect(
                  Self.matches(scope, host, path) == within.map { Self.matches($0, host, path) } ?? false,
                  "\(first) but not \(second) in \(routeHost ?? "")\(routePath): \(host)\(path)")
                compared += 1
              }
            }
          }
        }
      }
    }
    #expect(compared > 10_000)
  }

  private static func matches(_ scope: RouteScope, _ host: String, _ path: String) -> Bool {
    Array(host.utf8).withUnsafeBytes { host in Array(path.utf8).withUnsafeBytes { scope.matches(host: host, path: $0) }
    }
  }
}

extension PathPattern {
  fileprivate func matches(_ path: String) -> Bool { Array(path.utf8).withUnsafeBytes { matches($0) } }
}
