import RampartCore
import RampartTesting
import RampartWAF
import Testing

@testable import RampartConfiguration

/// Every path of a document, wherever it stands, starts at the document's folder.
@Suite("The paths of a rampart.yaml")
struct PathTests {
  /// One relative path for each place where a path can stand; its last part is the name of the place.
  private static let places: [(place: String, path: String)] = [
    ("listen[].tls.certificate", "a.pem"), ("listen[].tls.key", "b.pem"), ("listen[].tls.key.file", "c.pem"),
    ("listen[].tls[].certificate", "d.pem"), ("listen[].tls[].key", "e.pem"), ("listen[].tls[].key.file", "f.pem"),
    ("listen[].clientCertificates.authority", "g.pem"), ("upstreams.*.tls.authority", "h.pem"),
    ("csrf.token.key.file", "i.key"), ("csrf.token.previousKeys[].file", "j.key"),
    ("csrf[].token.key.file", "k.key"), ("csrf[].token.previousKeys[].file", "l.key"),
    ("waf.rules", "rules/m"), ("waf.setup", "n.conf"), ("waf[].rules", "rules/o"), ("waf[].setup", "p.conf"),
    ("state.redis.password.file", "q.password"), ("state.redis.authority", "r.pem"),
    ("log.access", "access.log"), ("log.audit", "logs/audit.log"),
  ]

  private static func document(csrf: String, waf: String) -> String {
    """
    version: 1
    listen:
      - address: 127.0.0.1:1
        tls: { certificate: a.pem, key: b.pem }
        clientCertificates: { authority: g.pem }
      - { address: "127.0.0.1:2", tls: { certificate: a.pem, key: { file: c.pem } } }
      - address: 127.0.0.1:3
        tls: [{ certificate: d.pem, key: e.pem }, { certificate: d.pem, key: { file: f.pem } }]
    upstreams: { app: { servers: ["https://127.0.0.1:4"], tls: { authority: h.pem } } }
    routes: [{ upstream: app }]
    csrf: \(csrf)
    waf: \(waf)
    state: { redis: { url: "rediss://127.0.0.1", password: { file: q.password }, authority: r.pem } }
    log: { access: ./access.log, audit: logs/audit.log }
    """
  }

  private static let documents = [
    document(
      csrf: "{ layers: [token], token: { key: { file: i.key }, previousKeys: [{ file: j.key }] } }",
      waf: "{ rules: rules/m, setup: n.conf }"),
    document(
      csrf: "[{ layers: [token], token: { key: { file: k.key }, previousKeys: [{ file: l.key }] } }]",
      waf: "[{ rules: rules/o, setup: p.conf }]"),
  ]

  private static func sources(in folder: String) -> TestSources {
    var files: [String: String] = [:]
    for (_, path) in places where !path.contains("/") { files["\(folder)/\(path)"] = "contents of \(path)" }
    files["\(folder)/access.log"] = nil
    let folders = ["rules/m", "rules/o", "logs"].map { "\(folder)/\($0)" }
    return TestSources(files, folders: Set(folders + [folder]))
  }

  @Test("are taken from its folder, all of them", arguments: ["/srv/site", "cfg", "."])
  func resolved(_ folder: String) throws {
    var asked: Set<String> = []
    for document in Self.documents {
      let sources = Self.sources(in: folder)
      _ = try ConfigurationLoader.parse(document, file: "rampart.yaml", folder: folder, sources: sources)
      #expect(sources.asked.allSatisfy { $0 == folder || $0.hasPrefix("\(folder)/") }, "\(sources.asked)")
      asked.formUnion(sources.asked)
    }
    for (place, path) in Self.places { #expect(asked.contains("\(folder)/\(path)"), "\(place)") }
  }

  @Test("are all known to this test: a new key with a path must be resolved too")
  func places() {
    var found: Set<String> = []
    var texts: [String: String] = [:]
    Self.walk(GatewayConfiguration.schema, "", "", &found, &texts)
    #expect(found == Set(Self.places.map(\.place)))
    // What speaks of a file and is no path has been forgotten.
    let suspicious = texts.filter { place, help in
      !found.contains(place) && !found.contains(where: { $0.hasPrefix(place) })
        && ["file", "PEM", "folder", "directory"].contains { help.contains($0) }
    }
    #expect(suspicious.isEmpty, "\(suspicious)")
  }

  @Test("are asked for once in one reading, however often they are named")
  func once() throws {
    let sources = Self.sources(in: "/srv")
    _ = try ConfigurationLoader.parse(Self.documents[0], file: "rampart.yaml", folder: "/srv", sources: sources)
    #expect(sources.asked.count { $0 == "/srv/a.pem" } == 1)
  }

  @Test("that are absolute stay as they are, and the name of a rule set is no path")
  func absolute() throws {
    let sources = TestSources(["/etc/n.conf": "n"], folders: ["/etc", "/var/log"])
    let configuration = try ConfigurationLoader.parse(
      """
      version: 1
      listen: [{ address: 127.0.0.1:1 }]
      upstreams: { app: { servers: ["http://127.0.0.1:4"] } }
      routes: [{ upstream: app }]
      waf: { rules: crs, setup: /etc/n.conf }
      log: { access: "off", audit: /var/log/audit.log }
      """, file: "rampart.yaml", folder: "/srv", sources: sources)
    #expect(configuration.waf[0].value.rules == .coreRuleSet)
    #expect(configuration.waf[0].value.setup == "/etc/n.conf")
    #expect(configuration.log.access == .off)
    #expect(configuration.log.audit == .file("/var/log/audit.log"))
    #expect(sources.asked.allSatisfy { !$0.hasPrefix("/srv") })
  }

  @Test("make two configurations different where the files hold something else")
  func identity() throws {
    func upstream(_ authority: String) throws -> UpstreamOptions {
      let configuration = try ConfigurationLoader.parse(
        """
        version: 1
        listen: [{ address: 127.0.0.1:1 }]
        upstreams: { app: { servers: ["https://127.0.0.1:4"], tls: { authority: ca.pem } } }
        routes: [{ upstream: app }]
        """, file: "rampart.yaml", folder: "/srv", sources: TestSources(["/srv/ca.pem": authority]))
      return try #require(configuration.upstreams.first?.value)
    }
    #expect(try upstream("one") == upstream("one"))
    #expect(try upstream("one") != upstream("two"))
  }

  /// Collects where paths stand, and what is said of every value that is a text.
  private static func walk(
    _ schema: JSONValue, _ place: String, _ help: String, _ found: inout Set<String>, _ texts: inout [String: String]
  ) {
    var help = help
    if case .string(let text)? = schema["description"] { help = text }
    if schema["$comment"] == .string(Declaration<String>.pathComment) { found.insert(place) }
    if schema["type"] == "string", schema["enum"] == nil { texts[place] = help }
    if case .array(let forms)? = schema["anyOf"] {
      for form in forms { walk(form, place, help, &found, &texts) }
    }
    if let items = schema["items"] { walk(items, place + "[]", help, &found, &texts) }
    if case .object? = schema["additionalProperties"], let others = schema["additionalProperties"] {
      walk(others, place + ".*", help, &found, &texts)
    }
    if case .object(let members)? = schema["properties"] {
      for member in members {
        walk(member.value, place.isEmpty ? member.name : "\(place).\(member.name)", "", &found, &texts)
      }
    }
  }
}

@Suite("The files of the system")
struct SystemSourcesTests {
  private static func failure(_ path: String, limit: Int = 1 << 20) -> FileFailure? {
    do throws(FileFailure) {
      _ = try SystemSources().contents(of: path, limit: limit)
      return nil
    } catch {
      return error
    }
  }

  @Test("are told apart where they cannot be read")
  func failures() throws {
    #expect(Self.failure("/nowhere/file") == .missing)
    #expect(Self.failure("/etc/passwd/file") == .missing)
    #expect(Self.failure("/etc") == .folder)
    #expect(Self.failure("/dev/null") == .notRegular)
    #expect(Self.failure("/etc/passwd", limit: 3) == .tooLarge(3))
    #expect(Self.failure("/etc/passwd") == nil)
    #expect(try SystemSources().kind(of: "/etc") == .folder)
    #expect(try SystemSources().kind(of: "/dev/null") == .other)
  }
}
