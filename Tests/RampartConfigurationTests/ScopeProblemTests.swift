import RampartCore
import Testing

@testable import RampartConfiguration

@Suite("Scopes of a rampart.yaml that protect nothing, or could not")
struct ScopeProblemTests {
  private static func messages(_ keys: String, routes: String = "routes: [{ upstream: app }]") -> [String] {
    let document = """
      version: 1
      listen: [{ address: 127.0.0.1:8080 }]
      upstreams: { app: { servers: ["http://127.0.0.1:3000"] } }
      \(routes)
      \(keys)
      """
    do throws(ConfigurationProblems) {
      _ = try ConfigurationLoader.parse(document, file: "rampart.yaml", folder: "/")
      return []
    } catch {
      return error.problems.map(\.description)
    }
  }

  private static let gap =
    "names a host, and the route of line 4 serves every host: a request with another `Host` gets around it"

  @Test(
    "with a host that a route serves for every other host as well are an error",
    arguments: [
      ("rateLimits: [{ name: a, rate: 1/1s, routes: [a.example/login] }]", "5:14", "a.example", "/login"),
      (
        "rateLimits: [{ name: a, rate: 1/1s, routes: [/x, \"*.a.example/login/**\"] }]", "5:14", "*.a.example",
        "/login/**"
      ),
      ("csrf: [{ routes: [a.example/**], layers: [origin] }]", "5:8", "a.example", "/**"),
      (
        "csrf: [{ routes: [a.example/**], layers: [origin, isolation] }, { layers: [origin] }]", "5:8", "a.example",
        "/**"
      ),
      ("waf: [{ routes: [a.example/**], rules: /usr }, { rules: /usr, mode: detect }]", "5:7", "a.example", "/**"),
      ("waf: [{ routes: [\"[::1]/**\"], rules: /usr, mode: detect }]", "5:7", "[::1]", "/**"),
    ])
  func evaded(keys: String, place: String, host: String, path: String) {
    #expect(
      Self.messages(keys) == [
        "rampart.yaml:\(place): the scope `\(host)\(path)` \(Self.gap), write `host: \"\(host)\"` at that route, or `\(path)` here"
      ])
  }

  @Test(
    "with a host are fine where another host gets no less",
    arguments: [
      "waf: [{ routes: [a.example/**], rules: /usr, mode: off }, { rules: /usr }]",
      "waf: [{ routes: [a.example/**], rules: /usr, mode: detect }, { rules: /usr }]",
      "waf: [{ routes: [a.example/**], rules: /usr, exclusions: [{ routes: [a.example/q], rules: [1], reason: x }] }, { rules: /usr }]",
      "csrf: [{ routes: [a.example/**], layers: [origin], allowedOrigins: [\"https://b.example\"] }, { layers: [origin] }]",
      "cors: [{ routes: [a.example/**], origins: any }]",
    ])
  func fine(keys: String) {
    #expect(Self.messages(keys) == [])
  }

  @Test(
    "with a host are fine where the routes name hosts, or have other paths",
    arguments: [
      "routes: [{ host: a.example, upstream: app }]",
      "routes: [{ host: a.example, upstream: app }, { host: \"*.example\", upstream: app }]",
      "routes: [{ host: a.example, upstream: app }, { path: /static/**, upstream: app }]",
    ])
  func named(routes: String) {
    #expect(Self.messages("rateLimits: [{ name: a, rate: 1/1s, routes: [a.example/login] }]", routes: routes) == [])
  }

  @Test(
    "of field names and exemptions are read as a backend may read them",
    arguments: [
      (
        "clients: { allowFields: [SCRIPT_NAME] }",
        "5:25: a backend may take the field `SCRIPT_NAME` for `script-name`, which says something else, give the field another name"
      ),
      ("clients: { allowFields: [X-Own] }", "5:25: the field `X-Own` needs no leave, remove it"),
    ])
  func names(keys: String, message: String) {
    #expect(Self.messages(keys) == ["rampart.yaml:" + message])
  }

  @Test("that count by a field are not fed by its other spelling")
  func keys() {
    let messages = Self.messages(
      """
      clients: { allowFields: [x_key] }
      rateLimits: [{ name: a, rate: 1/1s, key: [header.X-Key] }]
      """)
    #expect(
      messages == [
        "rampart.yaml:6:14: the rate limit `a` counts by `X-Key`, and a backend may take `x_key` for it, "
          + "take `x_key` out of `clients.allowFields`"
      ])
  }
}
