import Testing

@testable import RampartWAF

@Suite struct `Names of variables in exclusions` {
  @Test(arguments: [
    ("ARGS:q", "ARGS:q"), ("ARGS:a b", "ARGS:'a b'"), ("ARGS:a|b", "ARGS:'a|b'"), ("ARGS:it's", "ARGS:it's"),
    ("ARGS:it's b", "ARGS:'it\\'s b'"), ("ARGS:/x", "ARGS:'/x'"), ("ARGS:a:b", "ARGS:a:b"),
    ("REQUEST_HEADERS:User-Agent", "REQUEST_HEADERS:User-Agent"), ("REQUEST_URI", "REQUEST_URI"),
    ("ARGS:\"\n- x", "ARGS:'\"\n- x'"), ("XML:/*", "XML:/*"), ("XML://@*", "XML://@*"),
  ])
  func `A name is written so that it is read as itself`(name: String, text: String) throws {
    #expect(ExcludedTarget(name) == .named(text))
    let target = try TargetReader.single(SecLangText(text))
    let variable = String(name.prefix { $0 != ":" })
    #expect(target.variable.rawValue == variable)
    if target.variable.isCollection, target.variable != .xml {
      #expect(target.selector == .key(String(name.dropFirst(variable.count + 1))))
    }
  }

  @Test func `What older logs say of markup leaves all of it`() {
    #expect(ExcludedTarget("XML") == .named("XML"))
  }

  @Test(arguments: ["", "TX:1", "MATCHED_VAR", "MATCHED_VARS:ARGS:q", "REQUEST_HEADERS"])
  func `What is a number, nothing or made by rules leaves the whole rule`(name: String) {
    #expect(ExcludedTarget(name) == .wholeRule)
  }

  @Test(arguments: [
    "NOTHING:x", "ARGS:/.*/", "ARGS:/a b/", "ARGS:x\u{FFFD}", "ARGS:a b\\", "REQUEST_URI:x", "ARGS", "ARGS_GET",
    "ARGS:" + String(repeating: "a", count: 300),
  ])
  func `What cannot be named exactly is not named`(name: String) {
    #expect(ExcludedTarget(name) == .unspeakable)
  }
}
