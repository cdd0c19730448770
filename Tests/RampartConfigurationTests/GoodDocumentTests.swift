import RampartBrowser
import RampartCore
import RampartTesting
import Testing

@testable import RampartConfiguration

@Suite("A rampart.yaml")
struct GoodDocumentTests {
  private static func parse(_ text: String) throws -> GatewayConfiguration {
    try ConfigurationLoader.parse(
      text, file: "rampart.yaml", folder: "/etc",
      sources: TestSources(["/etc/hostname": "host"], folders: ["/etc"], variables: ["KEY": "key"]))
  }

  @Test("with every part of the format is read as it is written")
  func whole() throws {
    let configuration = try Self.parse(
      """
      version: 1
      threads: 2
      listen:
        - address: 127.0.0.1:8080
          redirect: https
        - address: "[::1]:8443"
          tls: { certificate: hostname, key: { environment: KEY } }
          clientCertificates: { authority: /etc/hostname, required: false }
          proxyProtocol: [10.0.0.0/8, "2001:db8::/32"]
      clients: { trustedProxies: [127.0.0.0/8] }
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000", "unix:/run/app.sock", "https://app_1.internal"]
          timeouts: { connect: 250ms, response: 30s, idle: 1m }
          health: { path: /up, interval: 5s }
          tls: { authority: hostname, serverName: app }
      routes:
        - { host: "*.Example.org", path: /api/**, upstream: app }
        - { upstream: app }
      headers: { xFrameOptions: DENY }
      limits: { requestHead: 64KiB, requestBody: 1GiB, headerTimeout: 5s, bodyMinimumRate: 0B/s, connections: 5 }
      log: { access: ./log, level: debug }
      admin: { address: "0.0.0.0:9901", exposed: true }
      """)
    #expect(configuration.threads == 2)
    #expect(configuration.listeners.map(\.address.value.description) == ["127.0.0.1:8080", "[::1]:8443"])
    #expect(configuration.listeners[0].redirect == ListenerOptions.Redirect())
    guard case .certificates(let certificates) = configuration.listeners[1].tls else {
      Issue.record("no certificates")
      return
    }
    #expect(certificates.map(\.certificate.value.path) == ["/etc/hostname"])
    #expect(certificates.map(\.certificate.value.contents).map { $0.revealed() } == [Array("host".utf8)])
    #expect(certificates.map(\.key.value) == [Secret(.environment("KEY"), value: Array("key".utf8))])
    #expect(configuration.listeners[1].clientCertificates?.isRequired == false)
    #expect(configuration.listeners[1].proxyProtocol.map(\.description) == ["10.0.0.0/8", "2001:db8::/32"])
    #expect(configuration.clients.trustedProxies.map(\.description) == ["127.0.0.0/8"])
    let app = try #require(configuration.upstreams.first?.value)
    #expect(
      app.servers.map(\.description) == ["http://127.0.0.1:3000", "unix:/run/app.sock", "https://app_1.internal:443"])
    #expect(app.timeouts.connect == .milliseconds(250) && app.timeouts.idle == .seconds(60))
    #expect(app.health?.path == "/up")
    #expect(app.tls?.value.authority?.value.path == "/etc/hostname")
    #expect(configuration.routes.map(\.path.description) == ["/api/**", "/**"])
    #expect(configuration.routes[0].host?.description == "*.example.org")
    #expect(configuration.headers != .recommended)
    #expect(configuration.limits.requestBody == 1 << 30)
    #expect(configuration.limits.connectionsPerClient == 100)
    #expect(configuration.log.access == .file("/etc/log"))
    #expect(configuration.admin?.isExposed == true)
  }

  @Test("may listen at one port on addresses that have nothing in common")
  func ports() throws {
    let configuration = try Self.parse(
      """
      version: 1
      listen: [{ address: "0.0.0.0:8080" }, { address: "[::1]:8080" }, { address: "localhost:8080" }]
      upstreams: { app: { servers: ["http://127.0.0.1:3000"] } }
      routes: [{ upstream: app }]
      admin: 127.0.0.1:8081
      """)
    #expect(configuration.listeners.count == 3)
  }

  @Test(
    "that `init` writes is valid for every kind of server",
    arguments: [
      "http://127.0.0.1:3000", "https://10.0.0.5:8443", "unix:/run/app.sock", "unix:/run/\"odd\\\\name",
    ])
  func template(_ server: String) throws {
    let configuration = try Self.parse(ConfigurationTemplate.text(upstream: server))
    #expect(configuration.upstreams.first?.value.servers.map(\.description) == [server])
    #expect(configuration.headers == .recommended)
    #expect(configuration.listeners.count == 2)
  }

  @Test("has a schema that knows every key and gives every default as it would be written")
  func schema() throws {
    let properties = try #require(GatewayConfiguration.schema["properties"])
    let names = [
      "version", "threads", "listen", "clients", "upstreams", "routes", "headers", "limits", "log", "admin",
    ]
    #expect(names.allSatisfy { properties[$0] != nil })
    let limits = try #require(properties["limits"]?["properties"])
    #expect(limits["requestHead"]?["default"] == "32KiB")
    #expect(limits["requestBody"]?["default"] == "10MiB")
    #expect(limits["headerTimeout"]?["default"] == "10s")
    #expect(limits["bodyMinimumRate"]?["default"] == "1KiB/s")
    #expect(limits["connections"]?["default"] == 10000)
    #expect(GatewayConfiguration.schema["additionalProperties"] == false)
  }
}

@Suite("The choice of a route")
struct RouteTableTests {
  private static func match(_ routes: [(String?, String)], _ host: String, _ path: String) throws -> RouteTable.Match {
    let table = RouteTable(
      try routes.map { host, path in
        RouteOptions(
          host: try host.map { try #require(HostPattern($0)) }, path: try #require(PathPattern(path)))
      })
    return Array(host.utf8).withUnsafeBytes { host in
      Array(path.utf8).withUnsafeBytes { table.match(host: host, path: $0) }
    }
  }

  @Test("follows the patterns of paths")
  func paths() throws {
    let cases: [(String, String, Bool)] = [
      ("/**", "/", true), ("/**", "/a/b", true), ("/api/**", "/api", true), ("/api/**", "/api/", true),
      ("/api/**", "/api/x/y", true), ("/api/**", "/apix", false), ("/api/**", "/", false), ("/a", "/a", true),
      ("/a", "/a/", false), ("/a/", "/a/", true), ("/a/", "/a", false), ("/a", "/a/b", false),
      ("/u/*/n", "/u/1/n", true), ("/u/*/n", "/u//n", false), ("/u/*/n", "/u/1/2/n", false), ("/u/*", "/u/", false),
      ("/u/*/**", "/u/1/x/y", true), ("/u/*/**", "/u", false), ("/", "/", true), ("/", "/a", false),
      ("/A", "/a", false),
    ]
    for (pattern, path, matches) in cases {
      let match = try Self.match([(nil, pattern)], "a", path)
      #expect(match == (matches ? .route(0) : .noPath), "\(pattern) \(path)")
    }
  }

  @Test("follows the patterns of hosts")
  func hosts() throws {
    let cases: [(String, String, Bool)] = [
      ("example.org", "example.org", true), ("Example.ORG", "example.org", true),
      ("example.org", "www.example.org", false), ("*.example.org", "www.example.org", true),
      ("*.example.org", "a.b.example.org", true), ("*.example.org", "example.org", false),
      ("*.example.org", ".example.org", false), ("*.example.org", "badexample.org", false),
      ("example.org", "", false), ("[::1]", "[::1]", true), ("127.0.0.1", "127.0.0.1", true),
    ]
    for (pattern, host, matches) in cases {
      let match = try Self.match([(pattern, "/**")], host, "/")
      #expect(match == (matches ? .route(0) : .noHost), "\(pattern) \(host)")
    }
  }

  @Test("takes the first that matches, and tells a wrong path from a wrong host")
  func order() throws {
    let routes: [(String?, String)] = [("a", "/x/**"), (nil, "/y"), ("a", "/**")]
    #expect(try Self.match(routes, "a", "/x/1") == .route(0))
    #expect(try Self.match(routes, "a", "/y") == .route(1))
    #expect(try Self.match(routes, "a", "/z") == .route(2))
    #expect(try Self.match(routes, "b", "/z") == .noPath)
    #expect(try Self.match([("a", "/")], "b", "/") == .noHost)
  }

  @Test("has no patterns that are not what they seem")
  func refused() {
    for path in ["", "a", "/a//b", "/a/../b", "/**/a", "/a*", "/%7ea", "/a b", "/a#b"] {
      #expect(PathPattern(path) == nil, "\(path)")
    }
    for host in ["", "*", "*.", "a..b", "-a", "a-", "a b", "*.*.a", "a/b", "a:80", String(repeating: "a", count: 64)] {
      #expect(HostPattern(host) == nil, "\(host)")
    }
  }
}
