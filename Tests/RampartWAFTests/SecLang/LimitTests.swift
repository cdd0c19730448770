import RampartWAF
import Testing

@Suite struct SecLangLimitTests {
  private func problems(_ files: [String: String], _ change: (inout SecLangLimits) -> Void) -> RuleProblems? {
    var limits = SecLangLimits()
    change(&limits)
    do throws(RuleProblems) {
      _ = try RuleSetReader.read(["a.conf"], from: MemorySecLangFiles(texts: files), limits: limits)
      return nil
    } catch {
      return error
    }
  }

  private func codes(_ text: String, _ change: (inout SecLangLimits) -> Void) -> [String] {
    problems(["a.conf": text], change)?.problems.map(\.code) ?? []
  }

  @Test func `Lines are limited, with those that they are continued in`() {
    #expect(codes("SecAction id:1") { $0.lineSize = 14 } == [])
    #expect(codes("SecAction id:1") { $0.lineSize = 13 } == ["seclang.lineTooLong"])
    #expect(codes("SecAction \\\n id:1") { $0.lineSize = 15 } == [])
    #expect(codes("SecAction \\\n id:1") { $0.lineSize = 14 } == ["seclang.lineTooLong"])
  }

  @Test func `Files are limited in size and number`() {
    #expect(codes("SecAction id:1") { $0.fileSize = 14 } == [])
    #expect(codes("SecAction id:1") { $0.fileSize = 13 } == ["seclang.unreadableFile"])
    let files = ["a.conf": "Include b.conf\nInclude c.conf", "b.conf": "SecMarker B", "c.conf": "SecMarker C"]
    #expect(problems(files) { $0.files = 3 } == nil)
    let refused = problems(files) { $0.files = 2 }
    #expect(refused?.problems.map(\.code) == ["seclang.tooManyFiles"])
    #expect(refused?.isIncomplete == true)
    #expect(problems(files) { $0.totalSize = 51 } == nil)
    #expect(problems(files) { $0.totalSize = 50 }?.problems.map(\.code) == ["seclang.unreadableFile"])
    #expect(problems(files) { $0.totalSize = 40 }?.problems.map(\.code) == ["seclang.tooManyFiles"])
  }

  @Test func `Includes are limited in depth`() {
    var files = ["a.conf": "Include 0.conf"]
    for number in 0..<20 { files["\(number).conf"] = "Include \(number + 1).conf" }
    files["20.conf"] = "SecMarker A"
    #expect(problems(files) { _ in }?.problems.map(\.code) == ["seclang.includeDepth"])
    #expect(problems(files) { $0.includeDepth = 22 } == nil)
  }

  @Test func `Rules, links, variables and actions are limited`() {
    #expect(codes("SecAction id:1\nSecMarker A\nSecAction id:2") { $0.rules = 2 } == ["seclang.tooManyRules"])
    #expect(codes("SecRule ARGS|ARGS|ARGS a id:1") { $0.partsOfRule = 3 } == [])
    #expect(codes("SecRule ARGS|ARGS|ARGS|ARGS a id:1") { $0.partsOfRule = 3 } == ["seclang.tooManyTargets"])
    #expect(codes("SecAction id:1,pass,tag:a,tag:b") { $0.partsOfRule = 3 } == ["seclang.tooManyActions"])
    #expect(codes("SecRule a b c d e") { $0.partsOfRule = 3 } == ["seclang.tooManyArguments"])
    let chain = "SecRule ARGS a id:1,chain\n" + String(repeating: "SecRule ARGS a chain\n", count: 3) + "SecRule ARGS a"
    #expect(codes(chain) { $0.chainLength = 4 } == [])
    #expect(codes(chain) { $0.chainLength = 3 } == ["seclang.chainTooLong"])
  }

  @Test func `Phrases are limited, and the files that a rule takes them from`() {
    let files = ["a.conf": "SecRule ARGS \"@pmFromFile w w\" id:1", "w": "a\nb\nc"]
    #expect(problems(files) { $0.phrases = 6 } == nil)
    #expect(problems(files) { $0.phrases = 5 }?.problems.map(\.code) == ["seclang.tooManyPhrases"])
    #expect(problems(files) { $0.dataFilesOfRule = 1 }?.problems.map(\.code) == ["seclang.tooManyFiles"])
  }

  @Test func `Exceptions are limited, and how many rules they concern`() {
    let text = "SecAction id:1\nSecAction id:2\nSecRuleUpdateTargetById 1-2 ARGS\nSecRuleUpdateTargetById 1-2 ARGS"
    #expect(codes(text) { $0.exceptions = 2 } == [])
    #expect(codes(text) { $0.exceptions = 1 } == ["seclang.tooManyExceptions"])
    #expect(codes(text) { $0.exceptionWork = 4 } == [])
    #expect(codes(text) { $0.exceptionWork = 3 } == ["seclang.tooManyExceptions"])
    #expect(codes(text) { $0.partsOfRule = 1 } == ["seclang.tooManyArguments", "seclang.tooManyArguments"])
  }

  @Test func `After too many problems reading ends`() {
    let refused = problems(["a.conf": String(repeating: "SecFoo\n", count: 1000)]) { $0.problems = 10 }
    #expect(refused?.problems.count == 10)
    #expect(refused?.isIncomplete == true)
    #expect(refused?.description.hasSuffix("what follows was not read") == true)
  }

  @Test func `What is not UTF-8 is refused where it would be kept`() {
    let files = MemorySecLangFiles([
      "a.conf": Array("SecRule ARGS \"\u{E9}\" id:1\n# ".utf8) + [0xE9, 0x0A] + Array("SecRule ARGS a".utf8) + [
        0xE9, 0x20,
      ]
        + Array("id:2".utf8)
    ])
    do throws(RuleProblems) {
      _ = try RuleSetReader.read(["a.conf"], from: files)
      Issue.record("it was read")
    } catch {
      #expect(error.problems.map(\.description) == ["a.conf:3: `a\u{FFFD}` is not UTF-8"])
    }
  }
}
