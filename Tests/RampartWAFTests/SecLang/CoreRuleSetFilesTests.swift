import RampartWAF
import Testing

@Suite struct CoreRuleSetFilesTests {
  private static let release = [
    "crs/crs-setup.conf.example": "", "crs/rules/REQUEST-901-A.conf": "", "crs/rules/RESPONSE-950-B.conf": "",
    "crs/rules/REQUEST-900-C.conf.example": "", "crs/rules/words.data": "",
  ]

  private func find(
    _ files: [String: String], in directory: String = "crs", setup: String? = nil
  ) throws(RuleProblems) -> CoreRuleSetFiles {
    try CoreRuleSetFiles.find(in: directory, setup: setup, from: MemorySecLangFiles(texts: files))
  }

  @Test func `The setup comes first, then others, then the rules in order`() throws {
    let found = try find(Self.release)
    #expect(
      found.paths(with: ["mine.conf"]) == [
        "crs/crs-setup.conf.example", "mine.conf", "crs/rules/REQUEST-901-A.conf", "crs/rules/RESPONSE-950-B.conf",
      ])
  }

  @Test func `A setup of one's own is taken before the example, and one that is named before both`() throws {
    let own = Self.release.merging(["crs/crs-setup.conf": ""]) { $1 }
    #expect(try find(own).setup == "crs/crs-setup.conf")
    #expect(try find(own, setup: "else.conf").setup == "else.conf")
  }

  @Test func `The setup and the exclusions of Debian's package are in another directory`() throws {
    let files = [
      "/usr/share/modsecurity-crs/rules/REQUEST-901-A.conf": "", "/etc/modsecurity/crs/crs-setup.conf": "",
      "/etc/modsecurity/crs/REQUEST-900-EXCLUSION-RULES-BEFORE-CRS.conf": "",
      "/etc/modsecurity/crs/RESPONSE-999-EXCLUSION-RULES-AFTER-CRS.conf": "",
    ]
    let found = try find(files, in: "/usr/share/modsecurity-crs/")
    #expect(
      found.paths() == [
        "/etc/modsecurity/crs/crs-setup.conf", "/etc/modsecurity/crs/REQUEST-900-EXCLUSION-RULES-BEFORE-CRS.conf",
        "/usr/share/modsecurity-crs/rules/REQUEST-901-A.conf",
        "/etc/modsecurity/crs/RESPONSE-999-EXCLUSION-RULES-AFTER-CRS.conf",
      ])
    let elsewhere = files.merging(Self.release) { $1 }
    #expect(try find(elsewhere).paths().allSatisfy { $0.hasPrefix("crs/") })
  }

  @Test func `A directory without rules or without a setup is refused`() {
    func message(_ files: [String: String]) -> String? {
      do throws(RuleProblems) {
        _ = try find(files)
        return nil
      } catch {
        return error.description
      }
    }
    #expect(
      message([:]) == "crs/rules:1: `crs/rules` has no rule files (the directory of a release has `rules/*.conf`)")
    #expect(message(["crs/rules/a.conf": ""]) == "crs:1: `crs` has no `crs-setup.conf` (name the setup file)")
  }
}
