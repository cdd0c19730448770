import Testing

@testable import RampartWAF

@Suite struct `Exclusions from an audit log` {
  @Test func `Many requests of several clients make a proposal with its evidence`() throws {
    var log = TuningLog()
    log.many()
    let finding = try #require(log.result.findings.first)
    #expect(log.result.findings.count == 1 && finding.refusal == nil)
    #expect(finding.rule == 942100 && finding.target == "ARGS:q" && finding.path == "/search")
    #expect(finding.evidence.requests == 12 && finding.evidence.clients == 6 && finding.evidence.hostileClients == 0)
    #expect(finding.evidence.first == "2026-11-01T00:00:00.000Z" && finding.evidence.last == "2026-11-09T00:00:00.000Z")
  }

  @Test func `Several matches of one request are one request`() {
    var log = TuningLog()
    log.request(rules: [942100, 942100, 942100])
    #expect(log.result.findings.map(\.evidence.requests) == [1])
  }

  @Test func `Too few requests or clients make none`() {
    var log = TuningLog()
    for _ in 0..<9 { log.request() }
    #expect(log.result.findings.map(\.refusal) == [.tooFewRequests])
    for _ in 0..<9 { log.request() }
    #expect(log.result.findings.map(\.refusal) == [.tooFewClients])
  }

  @Test func `All addresses of one site of IPv6 are one client`() {
    var log = TuningLog()
    for index in 0..<20 { log.request(from: "2001:db8:0:\(index % 4)::\(index + 1)") }
    #expect(log.result.findings.map(\.refusal) == [.tooFewClients])
    for index in 0..<4 { log.request(from: "2001:db8:\(index + 1)::1") }
    #expect(log.result.findings.map(\.refusal) == [nil])
  }

  @Test func `One hostile client is enough against a proposal, whenever it shows what it is`() {
    for isFirst in [true, false] {
      var log = TuningLog()
      if isFirst { log.request(from: "203.0.113.9", to: "/", rules: [913100], tags: []) }
      log.many()
      log.request(from: "203.0.113.9")
      if !isFirst { log.request(from: "203.0.113.9", to: "/", rules: [913100], tags: []) }
      #expect(log.result.findings.first { $0.path == "/search" }?.refusal == .hostile([.scanner]))
      #expect(log.result.proposals.isEmpty && log.result.hostileClients == 1)
    }
  }

  @Test func `Other paths and other variables are not concerned by a hostile client`() {
    var log = TuningLog()
    log.many()
    log.many(to: "/other")
    log.many(targets: ["ARGS:text"])
    log.request(from: "203.0.113.9", rules: [913100, 942100], tags: [])
    #expect(
      log.result.proposals.map { $0.map(\.path) + $0.map { $0.target ?? "" } } == [
        ["/other", "ARGS:q"], ["/search", "ARGS:text"],
      ])
  }

  struct Behaviour: Sendable {
    var rules: [Int]
    var tags: [String]
    var signs: Set<HostileSign>
  }

  private static let behaviours: [Behaviour] = [
    Behaviour(
      rules: [942100, 941100, 932100], tags: ["attack-sqli", "attack-xss", "attack-rce"], signs: [.classes]),
    Behaviour(rules: Array(942100..<942107), tags: ["attack-sqli"], signs: []),
    Behaviour(rules: Array(942100..<942108), tags: ["attack-sqli"], signs: [.score]),
    Behaviour(rules: Array(942100..<942115), tags: ["attack-sqli"], signs: [.rules, .score]),
    Behaviour(
      rules: [920100, 920200], tags: ["attack-protocol", "attack-generic", "attack-disclosure", "language-php"],
      signs: []),
    Behaviour(rules: [913100], tags: ["attack-reputation-scanner"], signs: [.scanner]),
    Behaviour(rules: Array(949100..<949120) + Array(980100..<980120), tags: ["attack-generic"], signs: []),
  ]

  @Test(arguments: behaviours) func `A client looks hostile by what its requests match`(behaviour: Behaviour) {
    var record = ClientRecord()
    for rule in behaviour.rules {
      record.add(
        AuditEntry(
          time: "", transaction: "t", client: "c", path: "/", rule: rule, severity: "critical", targets: [],
          tags: behaviour.tags),
        TuningOptions())
    }
    #expect(record.signs(TuningOptions()) == behaviour.signs)
  }

  @Test func `Scores of different requests do not add up`() {
    var record = ClientRecord()
    for number in 0..<20 {
      record.add(
        AuditEntry(
          time: "", transaction: "t\(number)", client: "c", path: "/", rule: 942100, severity: "critical", targets: []),
        TuningOptions())
    }
    #expect(record.signs(TuningOptions()).isEmpty)
  }

  @Test func `Rules that begin, add up or judge are never proposed`() {
    var log = TuningLog()
    log.many(rules: [901100, 905110, 949110, 959100, 980130, 200002])
    #expect(log.result.findings.isEmpty && log.result.machinery == 72)
  }

  @Test(arguments: ["/**", "/a/*", "/*/b", "/a/../b", "/a%2e", "no-slash", "/caf\u{FFFD}"])
  func `A path that a route would read as something else is not proposed`(path: String) {
    var log = TuningLog()
    log.many(to: path)
    #expect(log.result.findings.map(\.refusal) == [.unspeakable])
  }

  @Test func `A slash behind a path makes no other route`() {
    var log = TuningLog()
    for index in 0..<12 { log.request(from: "192.0.2.\(index)", to: index % 2 == 0 ? "/a" : "/a/") }
    #expect(log.result.findings.map(\.path) == ["/a"] && log.result.findings.map(\.evidence.requests) == [12])
  }

  @Test func `Keys are compared without regard to case, as exclusions compare them`() {
    var log = TuningLog()
    log.many(targets: ["ARGS:q"])
    log.request(from: "203.0.113.9", rules: [942100, 913100], targets: ["ARGS:Q"], tags: [])
    #expect(log.result.proposals.isEmpty)
  }

  @Test func `What a link of a chain looked at beside the variable is not named`() {
    var log = TuningLog()
    log.many(targets: ["ARGS:q", "MATCHED_VARS:ARGS:q", "TX:1"])
    #expect(log.result.findings.map(\.target) == ["ARGS:q"])
  }

  @Test func `Beyond the limits nothing is kept and nothing proposed`() {
    var options = TuningOptions()
    options.limits.clients = 3
    var log = TuningLog(options)
    log.many()
    #expect(log.result.clients == 3 && log.result.leftOut == 6)
    #expect(log.result.findings.map(\.refusal) == [.tooMuch])

    options = TuningOptions()
    options.limits.findings = 1
    log = TuningLog(options)
    log.many()
    log.many(to: "/other")
    #expect(log.result.findings.map(\.path) == ["/search"] && log.result.leftOut == 12)

    options = TuningOptions()
    options.limits.sightings = 3
    log = TuningLog(options)
    log.many()
    #expect(log.result.findings.map(\.refusal) == [.tooMuch])

    log = TuningLog()
    log.many(to: "/" + String(repeating: "a", count: 1024))
    #expect(log.result.findings.isEmpty && log.result.leftOut == 12)
  }
}
