import RampartCore
import RampartTesting
import Testing

@testable import RampartConfiguration

/// One broken document and what its author is told.
private struct Broken: Sendable, CustomTestStringConvertible {
  var what: String
  var document: String
  var message: String

  init(_ what: String, _ message: String, _ document: String) {
    self.what = what
    self.document = document
    self.message = message
  }

  var testDescription: String { what }
}

@Suite("A broken rampart.yaml")
struct BrokenDocumentTests {
  private static let sources = TestSources(
    ["/etc/hostname": "host", "/key.pem": "key"], folders: ["/", "/etc", "/usr", "/usr/bin", "/var/log"])

  private static func messages(_ document: String) -> [String] {
    do throws(ConfigurationProblems) {
      _ = try ConfigurationLoader.parse(document, file: "rampart.yaml", folder: "/", sources: sources)
      return []
    } catch {
      return error.problems.map(\.description)
    }
  }

  @Test("is refused with the place and the reason", arguments: documents)
  fileprivate func refused(_ broken: Broken) {
    #expect(Self.messages(broken.document) == [broken.message])
  }

  @Test("never repeats a secret")
  func secrets() {
    for secret in ["MIIsecret", "MIIEvQIBADAN", "hunter2"] {
      let documents = Self.documents.filter { $0.document.contains(secret) }
      #expect(!documents.isEmpty)
      for broken in documents {
        #expect(!Self.messages(broken.document).joined().contains(secret))
      }
    }
  }

  @Test("is told all that is wrong with it, in reading order")
  func several() {
    let messages = Self.messages(
      """
      version: 3
      listen: [{ address: nowhere }]
      upstreams: { app: { servers: [ftp://a] } }
      routes: [{ upstream: app, hots: a }]
      limits: { connections: many }
      """)
    #expect(
      messages.map { $0.split(separator: " ")[0] } == [
        "rampart.yaml:1:10:", "rampart.yaml:2:21:", "rampart.yaml:3:31:", "rampart.yaml:4:27:", "rampart.yaml:5:24:",
      ])
  }

  @Test("that grows without end by its aliases is refused before it does")
  func aliases() {
    var document = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1..<9 {
      let previous = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      document += "a\(level): &a\(level) [\(previous)]\n"
    }
    #expect(Self.messages(document).first?.contains("more than 100000 values") == true)
  }

  @Test("that is too large is refused unread")
  func size() {
    let document = "#" + String(repeating: "x", count: 1 << 20)
    #expect(Self.messages(document) == ["rampart.yaml: the file is larger than 1 MiB"])
  }

  @Test("that cannot be read says so")
  func missing() {
    #expect(throws: ConfigurationProblems.self) { try ConfigurationLoader.load(path: "/nowhere/rampart.yaml") }
  }

  private static let documents: [Broken] = [
    Broken(
      "unknown key at the top",
      "rampart.yaml:9:1: unknown key `hedders`, did you mean `headers`?",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      hedders: recommended
      """),
    Broken(
      "unknown key far from any other",
      "rampart.yaml:9:1: unknown key `zzzzzz`, known here: version, threads, listen, clients, upstreams, routes, headers, cors, csrf, cookies, rateLimits, waf, state, limits, log, admin",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      zzzzzz: 1
      """),
    Broken(
      "unknown key of a listener",
      "rampart.yaml:4:5: unknown key `redirekt`, did you mean `redirect`?",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
          redirekt: https
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "unknown key of an upstream",
      "rampart.yaml:7:5: unknown key `timeout`, did you mean `timeouts`?",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
          timeout: { connect: 1s }
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "unknown key of timeouts",
      "rampart.yaml:7:17: unknown key `conect`, did you mean `connect`?",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
          timeouts: { conect: 1s }
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "unknown key of a route",
      "rampart.yaml:8:7: unknown key `pth`, did you mean `path`?",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { pth: /**, upstream: app }
      """),
    Broken(
      "unknown key of limits",
      "rampart.yaml:9:11: unknown key `requestsHead`, did you mean `requestHead`?",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      limits: { requestsHead: 1KiB }
      """),
    Broken(
      "unknown key of the log",
      "rampart.yaml:9:8: unknown key `acces`, did you mean `access`?",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      log: { acces: off }
      """),
    Broken(
      "unknown header",
      "rampart.yaml:9:12: unknown key `xFrameOption`, did you mean `xFrameOptions`?",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      headers: { xFrameOption: DENY }
      """),
    Broken(
      "no version",
      "rampart.yaml:1:1: the key `version` is missing",
      """
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "another version",
      "rampart.yaml:1:10: `2` is out of range, it can only be 1",
      """
      version: 2
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "a version that is text",
      "rampart.yaml:1:10: expected a whole number, found the text `1`",
      """
      version: "1"
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "no listeners",
      "rampart.yaml:1:1: the key `listen` is missing",
      """
      version: 1
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "an empty list of listeners",
      "rampart.yaml:2:9: the list needs at least 1 entry",
      """
      version: 1
      listen: []
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "a listener without an address",
      "rampart.yaml:3:5: the key `address` is missing",
      """
      version: 1
      listen:
        - redirect: https
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "no upstreams",
      "rampart.yaml:1:1: the key `upstreams` is missing",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "probes with statuses that run backwards",
      "rampart.yaml:7:23: `399-200` is not a range of status codes, write it like `200-399`",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: [http://127.0.0.1:3000]
          health: { status: 399-200 }
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "probes with an informational status",
      "rampart.yaml:7:23: `100-399` is not a range of status codes, write it like `200-399`",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: [http://127.0.0.1:3000]
          health: { status: 100-399 }
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "probes with a class of statuses",
      "rampart.yaml:7:23: `2xx` is not a range of status codes, write it like `200-399`",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: [http://127.0.0.1:3000]
          health: { status: 2xx }
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "probes with no status",
      "rampart.yaml:7:23: the list needs at least 1 entry",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: [http://127.0.0.1:3000]
          health: { status: [] }
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "probes with a pattern of hosts",
      "rampart.yaml:7:21: `*.example.org` is not a host, write it like `app.example.org`",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: [http://127.0.0.1:3000]
          health: { host: "*.example.org" }
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "probes with a URL as host",
      "rampart.yaml:7:21: `http://app` is not a host, write it like `app.example.org`",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: [http://127.0.0.1:3000]
          health: { host: "http://app" }
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "probes that fail after none",
      "rampart.yaml:7:31: `0` is out of range, it goes from 1 to 100",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: [http://127.0.0.1:3000]
          health: { unhealthyAfter: 0 }
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "an unknown choice for failing probes",
      "rampart.yaml:7:28: `serve` is not one of `forward`, `refuse`",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: [http://127.0.0.1:3000]
          health: { whenAllFail: serve }
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "probes that are given no time",
      "rampart.yaml:7:24: `0ms` is out of range, it goes from 10ms to 10m",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: [http://127.0.0.1:3000]
          health: { timeout: 0s }
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "probes that must pass more often than anybody waits for",
      "rampart.yaml:7:29: `1000` is out of range, it goes from 1 to 100",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: [http://127.0.0.1:3000]
          health: { healthyAfter: 1000 }
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "names that are looked up all the time",
      "rampart.yaml:7:19: `0ms` is out of range, it goes from 100ms to 1h",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: [http://127.0.0.1:3000]
          resolveEvery: 0s
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "connections that live for a day and longer",
      "rampart.yaml:7:23: `25h` is out of range, it goes from 100ms to 24h",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: [http://127.0.0.1:3000]
          timeouts: { life: 25h }
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "a drain that takes a day",
      "rampart.yaml:9:18: `24h` is out of range, it goes from 0ms to 1h",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: [http://127.0.0.1:3000]
      routes:
        - { path: /**, upstream: app }
      limits: { drain: 24h }
      """),
    Broken(
      "an upstream without servers",
      "rampart.yaml:6:14: the list needs at least 1 entry",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: []
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "no routes",
      "rampart.yaml:1:1: the key `routes` is missing",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      """),
    Broken(
      "a route without an upstream",
      "rampart.yaml:8:5: the key `upstream` is missing",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /** }
      """),
    Broken(
      "a list where a mapping belongs",
      "rampart.yaml:4:12: expected a mapping, found a list",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams: [app]
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "a mapping where a list belongs",
      "rampart.yaml:2:9: expected a list, found a mapping",
      """
      version: 1
      listen: { address: "127.0.0.1:8080" }
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "a number of threads that is a word",
      "rampart.yaml:9:10: expected a whole number, found `two`",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      threads: two
      """),
    Broken(
      "no threads at all",
      "rampart.yaml:9:10: `0` is out of range, it goes from 1 to 1024",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      threads: 0
      """),
    Broken(
      "a port over 65535",
      "rampart.yaml:3:14: `127.0.0.1:80800` is not an address, write it like `127.0.0.1:8080`",
      """
      version: 1
      listen:
        - address: 127.0.0.1:80800
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "an address without a port",
      "rampart.yaml:3:14: `127.0.0.1` is not an address, write it like `127.0.0.1:8080`",
      """
      version: 1
      listen:
        - address: 127.0.0.1
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "an address that is none",
      "rampart.yaml:3:14: `300.1.1.1:80` is not an address, write it like `127.0.0.1:8080`",
      """
      version: 1
      listen:
        - address: 300.1.1.1:80
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "a redirect to anything else",
      "rampart.yaml:4:15: `http` is not `https`, did you mean `https`?",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
          redirect: http
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "a redirect without TLS",
      "rampart.yaml:3:14: `redirect: https` needs a listener with `tls`, or say where HTTPS is served: `redirect: { to: https, port: 443 }`",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
          redirect: https
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "a redirect on the TLS listener itself",
      "rampart.yaml:3:14: a TLS listener cannot redirect to itself, remove `redirect`",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
          tls: local
          redirect: https
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "an unknown kind of TLS",
      "rampart.yaml:4:10: `lokal` is not `local`, did you mean `local`?",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
          tls: lokal
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "a certificate without its key",
      "rampart.yaml:4:10: the key `key` is missing",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
          tls: { certificate: /etc/hostname }
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "a certificate file that is missing",
      "rampart.yaml:4:25: cannot read `/nowhere/site.pem`: there is no such file",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
          tls: { certificate: /nowhere/site.pem, key: /etc/hostname }
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "a key in the open",
      "rampart.yaml:4:45: a secret stands here in the open, write `{ file: PATH }` or `{ environment: NAME }` and change the secret",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
          tls: { certificate: /etc/hostname, key: "-----BEGIN PRIVATE KEY-----MIIsecret" }
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "a secret with two references",
      "rampart.yaml:4:45: a secret is named by one of `file` and `environment`",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
          tls: { certificate: /etc/hostname, key: { file: /a, environment: B } }
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "client certificates without TLS",
      "rampart.yaml:3:14: `clientCertificates` needs `tls` on the same listener",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
          clientCertificates: { authority: /etc/hostname }
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "client certificates that are neither required nor not",
      "rampart.yaml:5:63: expected `true` or `false`, found `yes`",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
          tls: local
          clientCertificates: { authority: /etc/hostname, required: yes }
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "a block with bits behind its prefix",
      "rampart.yaml:4:21: `10.0.0.1/8` is not an address block, write it like `10.0.0.0/8`",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
          proxyProtocol: [10.0.0.1/8]
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "a block that is too long",
      "rampart.yaml:9:29: `10.0.0.0/33` is not an address block, write it like `10.0.0.0/8`",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      clients: { trustedProxies: [10.0.0.0/33] }
      """),
    Broken(
      "a server without a scheme",
      "rampart.yaml:6:15: `127.0.0.1:3000` is not a server, write it like `http://127.0.0.1:3000`",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "a server with another scheme",
      "rampart.yaml:6:15: `ftp` is not `http`, `https` or `unix`",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["ftp://127.0.0.1"]
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "a server with a path",
      "rampart.yaml:6:15: `http://127.0.0.1:3000/api` has a path, a server is only a scheme, host and port",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000/api"]
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "a server with a password",
      "rampart.yaml:6:15: the URL of a server holds a user or a password",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://root:hunter2@127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "a unix socket without a path",
      "rampart.yaml:6:15: `unix:app.sock` is not a unix socket, write it like `unix:/run/app.sock`",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["unix:app.sock"]
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "a span of time without a unit",
      "rampart.yaml:7:26: `5` is not a span of time, write it like `30s`",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
          timeouts: { connect: 5 }
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "a span of time that is too long",
      "rampart.yaml:7:26: `48h` is out of range, it goes from 10ms to 24h",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
          timeouts: { connect: 48h }
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "a health path without a slash",
      "rampart.yaml:7:21: `healthz` is not a path, write it like `/healthz`",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
          health: { path: healthz }
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "TLS for servers that have none",
      "rampart.yaml:7:10: upstream `app` has `tls` but no `https` server",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
          tls: { serverName: app }
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "a route to nowhere",
      "rampart.yaml:8:28: there is no upstream `ap`, did you mean `app`?",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: ap }
      """),
    Broken(
      "a route that is never reached",
      "rampart.yaml:9:32: this route is never reached, the one on line 8 takes it all",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
        - { path: /api/**, upstream: app }
      """),
    Broken(
      "a host pattern with a star inside",
      "rampart.yaml:8:13: `a.*.org` is not a host name, write it like `*.example.org`",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { host: a.*.org, path: /**, upstream: app }
      """),
    Broken(
      "a path pattern that is not canonical",
      "rampart.yaml:8:13: `/a/../b` is not a path pattern, did you mean `/b`?",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /a/../b, upstream: app }
      """),
    Broken(
      "a path pattern with a star inside a segment",
      "rampart.yaml:8:13: `/a*` is not a path pattern, write it like `/api/**`",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /a*, upstream: app }
      """),
    Broken(
      "an upstream whose name is none",
      "rampart.yaml:5:3: `9app` is not a name, use letters, digits, `-` and `_`, a letter first",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        9app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "bytes without a unit",
      "rampart.yaml:9:24: `1000` is not a number of bytes, write it like `32KiB`",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      limits: { requestBody: 1000 }
      """),
    Broken(
      "bytes in another unit",
      "rampart.yaml:9:24: `10MB` is not a number of bytes, did you mean `10MiB`?",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      limits: { requestBody: 10MB }
      """),
    Broken(
      "a number of bytes that overflows",
      "rampart.yaml:9:24: `99999999999GiB` is not a number of bytes, write it like `32KiB`",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      limits: { requestBody: 99999999999GiB }
      """),
    Broken(
      "a head that is too small",
      "rampart.yaml:9:24: `100B` is out of range, it goes from 1KiB to 1MiB",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      limits: { requestHead: 100B }
      """),
    Broken(
      "a rate that is no rate",
      "rampart.yaml:9:28: `1KiB` is not bytes per second, write it like `1KiB/s`",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      limits: { bodyMinimumRate: 1KiB }
      """),
    Broken(
      "a negative number of connections",
      "rampart.yaml:9:24: `-1` is out of range, it goes from 1 to 1000000",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      limits: { connections: -1 }
      """),
    Broken(
      "a log level that is none",
      "rampart.yaml:9:15: `verbose` is not one of `trace`, `debug`, `info`, `notice`, `warning`, `error`, `critical`",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      log: { level: verbose }
      """),
    Broken(
      "an access log that is no path",
      "rampart.yaml:9:16: `logfile` is not `stdout`, `off` or a path with a `/`",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      log: { access: logfile }
      """),
    Broken(
      "an admin address that others can reach",
      "rampart.yaml:9:8: `0.0.0.0:9901` can be reached from outside, and the admin pages have no lock, use 127.0.0.1 or a unix socket, or say `admin: { address: …, exposed: true }`",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      admin: 0.0.0.0:9901
      """),
    Broken(
      "an admin address that is listened at as well",
      "rampart.yaml:3:14: `127.0.0.1:8080` is the admin address as well",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      admin: 127.0.0.1:8080
      """),
    Broken(
      "the same address twice",
      "rampart.yaml:4:14: `127.0.0.1:8080` is listened at twice, first on line 3",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "the same key twice",
      "rampart.yaml:9:1: the key `version` stands twice, first on line 1",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      version: 1
      """),
    Broken(
      "the same upstream twice",
      "rampart.yaml:7:3: the key `app` stands twice, first on line 5",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
        app:
          servers: ["http://127.0.0.1:3001"]
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "an unquoted keyword in a policy",
      "rampart.yaml:9:63: `self` lacks its quotes, did you mean `'self'`?",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      headers: { contentSecurityPolicy: { directives: { scriptSrc: [self] } } }
      """),
    Broken(
      "a policy that breaks out",
      "rampart.yaml:9:63: a source must not contain `;`, `,`, spaces or control characters, give each source an entry of its own",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      headers: { contentSecurityPolicy: { directives: { scriptSrc: ["a; script-src *"] } } }
      """),
    Broken(
      "preload without the year it needs",
      "rampart.yaml:9:37: `preload` needs a `maxAge` of one year (31536000) at least and `includeSubDomains`",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      headers: { strictTransportSecurity: { maxAge: 1h, preload: true } }
      """),
    Broken(
      "headers that are a list",
      "rampart.yaml:9:10: expected `recommended`, `strict`, `off` or a mapping with one key per header, found a list",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      headers: [recommended]
      """),
    Broken(
      "a key without its frame where a certificate belongs",
      "rampart.yaml:4:25: this is no path, write the path of a file and not what is in it",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
          tls: { certificate: MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKjMIIsecret, key: key.pem }
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "a key without its frame where authorities belong",
      "rampart.yaml:5:38: this is no path, write the path of a file and not what is in it",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
          tls: local
          clientCertificates: { authority: MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKjMIIsecret }
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "a key in the place of its file",
      "rampart.yaml:4:53: a secret stands here in the open, write `{ file: PATH }` or `{ environment: NAME }` and change the secret",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
          tls: { certificate: /etc/hostname, key: { file: MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKjMIIsecret } }
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "a key in the place of its variable",
      "rampart.yaml:4:60: a secret stands here in the open, write `{ file: PATH }` or `{ environment: NAME }` and change the secret",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
          tls: { certificate: /etc/hostname, key: { environment: "hunter2 and more" } }
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "a key in the place of `local`",
      "rampart.yaml:4:10: a text that may be a secret is not `local`",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
          tls: MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKjMIIsecret
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "a password in a server without a scheme",
      "rampart.yaml:6:15: a text that may be a secret is not a server, write it like `http://127.0.0.1:3000`",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["root:hunter2@127.0.0.1"]
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "a secret beside a mistake in the syntax",
      "rampart.yaml:9:13: not YAML: mapping values are not allowed in this context",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      abc: hunter2: MIIsecret
      """),
    Broken(
      "a path that is not canonical",
      "rampart.yaml:8:13: `/a%2fb` is not a path pattern, did you mean `/a%2Fb`?",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /a%2fb, upstream: app }
      """),
    Broken(
      "a path with a letter that must be encoded",
      "rampart.yaml:8:13: `/ä/**` is not a path pattern, did you mean `/%C3%A4/**`?",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /ä/**, upstream: app }
      """),
    Broken(
      "a path that nothing is like",
      "rampart.yaml:8:13: `/../a` is not a path pattern, write it like `/api/**`",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /../a, upstream: app }
      """),
    Broken(
      "an entry of a control that an earlier one leaves nothing for",
      "rampart.yaml:10:5: the entry never counts: that of line 9 is for all its requests,"
        + " put the one for fewer requests first",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes: [{ upstream: app }]
      csrf:
        - { layers: [origin], routes: [/**] }
        - { layers: [isolation], routes: [/api/**] }
      """),
    Broken(
      "a route of a control that is not canonical",
      "rampart.yaml:9:17: `example.org/a//b` is not a route, did you mean `example.org/a/b`?",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      cors: { routes: [example.org/a//b], origins: ["https://a.example"] }
      """),
    Broken(
      "every interface beside one of them",
      "rampart.yaml:4:14: `127.0.0.1:8080` and `0.0.0.0:8080` on line 3 cannot both be bound, an address of every interface takes its port on each of them",
      """
      version: 1
      listen:
        - address: 0.0.0.0:8080
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "every interface of both families beside a name",
      "rampart.yaml:4:14: `[::]:8080` and `localhost:8080` on line 3 cannot both be bound, an address of every interface takes its port on each of them",
      """
      version: 1
      listen:
        - address: localhost:8080
        - address: "[::]:8080"
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "every interface of both families beside those of one",
      "rampart.yaml:4:14: `0.0.0.0:8080` and `[::]:8080` on line 3 cannot both be bound, an address of every interface takes its port on each of them",
      """
      version: 1
      listen:
        - address: :8080
        - address: 0.0.0.0:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "one address in two spellings",
      "rampart.yaml:4:14: `[0:0::1]:8080` and `[::1]:8080` on line 3 cannot both be bound, an address of every interface takes its port on each of them",
      """
      version: 1
      listen:
        - address: "[::1]:8080"
        - address: "[0:0::1]:8080"
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "every interface beside the admin address",
      "rampart.yaml:3:14: `0.0.0.0:9901` and the admin address `127.0.0.1:9901` cannot both be bound, an address of every interface takes its port on each of them",
      """
      version: 1
      listen:
        - address: 0.0.0.0:9901
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      admin: 127.0.0.1:9901
      """),
    Broken(
      "an access log that is a folder",
      "rampart.yaml:9:16: `/usr/bin` is a folder, name a file in it",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      log: { access: /usr/bin }
      """),
    Broken(
      "an access log in a folder that is missing",
      "rampart.yaml:9:16: there is no folder `/nowhere`",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      log: { access: /nowhere/access.log }
      """),
    Broken(
      "an audit log that is a folder",
      "rampart.yaml:9:15: `/usr/bin/` is a folder, name a file in it",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      log: { audit: /usr/bin/ }
      """),
    Broken(
      "an audit log in a folder that is missing",
      "rampart.yaml:9:15: there is no folder `/logs`",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      log: { audit: logs/audit.log }
      """),
    Broken(
      "an audit log below a file",
      "rampart.yaml:9:15: `/etc/hostname` is no folder",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      log: { audit: /etc/hostname/audit.log }
      """),
    Broken(
      "an audit log that is no path",
      "rampart.yaml:9:15: `stdout2` is not `stdout`, `off` or a path with a `/`",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      log: { audit: stdout2 }
      """),
    Broken(
      "rules in a folder that is missing",
      "rampart.yaml:9:15: there is no folder `/crs`",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      waf: { rules: ./crs }
      """),
    Broken(
      "rules that are a file",
      "rampart.yaml:9:15: `/etc/hostname` is no folder",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      waf: { rules: /etc/hostname }
      """),
    Broken(
      "rules with a name that there is not",
      "rampart.yaml:9:15: `crss` is not `crs` or the path of a directory with a `/`",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      waf: { rules: crss }
      """),
    Broken(
      "settings of rules that are missing",
      "rampart.yaml:9:15: cannot read `/setup.conf`: there is no such file",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      waf: { setup: setup.conf }
      """),
    Broken(
      "an authority that is a folder",
      "rampart.yaml:7:23: cannot read `/usr/bin`: it is a folder",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["https://127.0.0.1:3000"]
          tls: { authority: /usr/bin }
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "a key for tokens that is missing",
      "rampart.yaml:9:48: cannot read `/csrf.key`: there is no such file",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      csrf: { layers: [origin, token], token: { key: { file: csrf.key } } }
      """),
    Broken(
      "a password of Redis that is missing",
      "rampart.yaml:9:55: the environment variable `NOT_SET` is not set",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      state: { redis: { url: "redis://127.0.0.1", password: { environment: NOT_SET } } }
      """),
    Broken(
      "a redirect to a port that cannot be",
      "rampart.yaml:4:34: `0` is out of range, it goes from 1 to 65535",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
          redirect: { to: https, port: 0 }
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "a redirect to a port of nothing",
      "rampart.yaml:4:15: the key `to` is missing",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
          redirect: { port: 443 }
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "a redirect without its port",
      "rampart.yaml:3:14: `redirect: https` needs a listener with `tls`, or say where HTTPS is served: `redirect: { to: https, port: 443 }`",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
          redirect: { to: https }
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      """),
    Broken(
      "the same key twice, in one line",
      "rampart.yaml:9:27: the key `connections` stands twice, first on line 9",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      limits: { connections: 1, connections: 2 }
      """),
    Broken(
      "the same key three times, with quotes",
      "rampart.yaml:10:1: the key `threads` stands twice, first on line 9",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      threads: 1
      "threads": 2
      threads: 3
      """),
    Broken(
      "several keys twice",
      "rampart.yaml:11:1: the key `log` stands twice, first on line 9",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      log: { level: info }
      threads: 1
      log: { level: info }
      threads: 2
      """),
    Broken(
      "a secret as a key that stands twice",
      "rampart.yaml:10:1: the key a text that may be a secret stands twice, first on line 9",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKjMIIsecret: 1
      MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKjMIIsecret: 2
      """),
    Broken(
      "a control character",
      "rampart.yaml:9:19: the character U+0007 cannot stand in YAML",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      log: { level: info\u{7} }
      """),
    Broken(
      "nothing",
      "rampart.yaml: the file is empty, `rampart init` writes one to begin with",
      ""),
    Broken(
      "only a comment",
      "rampart.yaml: the file is empty, `rampart init` writes one to begin with",
      """
      # nothing
      """),
    Broken(
      "a list as the document",
      "rampart.yaml:1:1: expected a mapping, found a list",
      """
      - version: 1
      """),
    Broken(
      "a tab",
      "rampart.yaml:10:1: not YAML: found character that cannot start any token",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      limits:
      \tconnections: 1
      """),
    Broken(
      "a bracket that is not closed",
      "rampart.yaml:9:40: not YAML: did not find expected ',' or ']'",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      clients: { trustedProxies: [10.0.0.0/8 }
      """),
    Broken(
      "two documents",
      "rampart.yaml:9:1: not YAML: but found another document",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      ---
      version: 1
      """),
    Broken(
      "an alias without its anchor",
      "rampart.yaml:9:9: not YAML: found undefined alias",
      """
      version: 1
      listen:
        - address: 127.0.0.1:8080
      upstreams:
        app:
          servers: ["http://127.0.0.1:3000"]
      routes:
        - { path: /**, upstream: app }
      limits: *nowhere
      """),
  ]
}
