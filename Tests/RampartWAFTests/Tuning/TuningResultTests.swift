import Testing

@testable import RampartWAF

@Suite struct `Proposed exclusions as text` {
  @Test func `Rules of one path and one variable share an exclusion`() {
    var log = TuningLog()
    log.many(rules: [942100, 942130])
    #expect(
      log.result.yaml == """
          exclusions:
            - routes: "/search"
              rules: [942100, 942130]
              targets: ["ARGS:q"]
              reason: "942100 hit by 12 requests of 6 clients, 942130 hit by 12 requests of 6 clients that do not look \
        hostile, from 2026-11-01T00:00:00.000Z to 2026-11-09T00:00:00.000Z"
        """)
  }

  @Test func `A rule as a whole has no targets`() {
    var log = TuningLog()
    log.many(rules: [920320], targets: ["REQUEST_HEADERS"])
    #expect(!log.result.yaml.contains("targets") && log.result.yaml.contains("rules: [920320]"))
  }

  @Test func `What a client has written ends no line and no string`() {
    var log = TuningLog()
    log.many(targets: ["ARGS:\"]\n    - routes: /**\u{2028}\u{85}"])
    let lines = log.result.yaml.split(whereSeparator: \.isNewline)
    #expect(lines.count == 5)
    #expect(lines[3] == #"      targets: ["ARGS:'\"]\n    - routes: /**\u2028\u0085'"]"#)
  }

  @Test func `Nothing to propose is a comment`() {
    #expect(TuningLog().result.yaml == "  # nothing to propose")
  }
}
