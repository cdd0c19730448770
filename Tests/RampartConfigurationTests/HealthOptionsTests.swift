import RampartCore
import Testing

@testable import RampartConfiguration

@Suite("The probes of an upstream")
struct HealthOptionsTests {
  private static func configuration(health: String, routes: String) throws -> GatewayConfiguration {
    try ConfigurationLoader.parse(
      """
      version: 1
      listen: [{ address: 127.0.0.1:8080 }]
      upstreams:
        app: { servers: ["http://10.0.0.5:3000"], health: \(health) }
        other: { servers: ["http://10.0.0.6:3000"] }
      routes: \(routes)
      """, file: "rampart.yaml", folder: "/")
  }

  private static func host(health: String = "{}", routes: String) throws -> String? {
    let configuration = try configuration(health: health, routes: routes)
    let app = configuration.upstreams[0].value
    return app.health.map { configuration.probeHost(of: app.servers[0], upstream: "app", $0) }
  }

  @Test("have the first host that a route to the upstream names")
  func routeHost() throws {
    let routes = """
      [{ path: /o/**, host: o.example.org, upstream: other }, { host: "*.example.org", upstream: app },
       { host: App.Example.org, upstream: app }, { host: b.example.org, upstream: app }]
      """
    #expect(try Self.host(routes: routes) == "app.example.org")
  }

  @Test("have the server's address if no route names a host")
  func address() throws {
    #expect(try Self.host(routes: "[{ path: /**, upstream: app }]") == "10.0.0.5:3000")
  }

  @Test(
    "have the host that is configured",
    arguments: ["app.example.org", "app.example.org:8443", "\"[::1]:80\"", "10.1.2.3"])
  func configured(host: String) throws {
    let routes = "[{ host: b.example.org, upstream: app }]"
    #expect(
      try Self.host(health: "{ host: \(host) }", routes: routes) == host.replacing("\"", with: ""))
  }

  @Test("pass with the statuses that are configured")
  func status() throws {
    let expected: [String: [StatusRange]] = [
      "{}": [StatusRange(200...399)], "{ status: 204 }": [StatusRange(204...204)],
      "{ status: 200-299 }": [StatusRange(200...299)],
      "{ status: [200, 301-302] }": [StatusRange(200...200), StatusRange(301...302)],
    ]
    for (health, status) in expected {
      let configuration = try Self.configuration(health: health, routes: "[{ path: /**, upstream: app }]")
      #expect(configuration.upstreams[0].value.health?.status == status)
    }
  }
}
