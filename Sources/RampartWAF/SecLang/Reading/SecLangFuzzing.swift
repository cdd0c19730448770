/// What a fuzzer runs: any bytes are a rule file, a data file and the subject of each reader of a part.
package enum SecLangFuzzing {
  /// Reads the bytes in every way there is. It returns, whatever they are, and traps on none.
  package static func run(_ bytes: [UInt8]) {
    var limits = SecLangLimits()
    limits.rules = 256
    limits.files = 64
    limits.lineSize = 1 << 16
    limits.partsOfRule = 128
    limits.problems = 64
    // Under the names that rules in the corpus include and load.
    let files = MemorySecLangFiles([
      "fuzz.conf": bytes, "rules/a.conf": bytes, "rules/b.conf": Array(bytes.reversed()), "words.data": bytes,
    ])
    for path in ["fuzz.conf", "rules/a.conf"] {
      do throws(RuleProblems) {
        let rules = try RuleSetReader.read([path], from: files, limits: limits)
        precondition(rules.rules.allSatisfy { $0.id > 0 && (1...5).contains($0.phase) })
      } catch {
        precondition(!error.description.isEmpty)
      }
    }
    runParts(bytes[...])
  }

  private static func runParts(_ text: SecLangText) {
    _ = try? TargetReader.read(text, limit: 128)
    _ = try? OperatorReader.read(text)
    _ = try? MacroReader.read(text)
    _ = try? AssignmentReader.assignment(text)
    _ = try? AssignmentReader.expiry(text)
    _ = try? AssignmentReader.opening(text)
    _ = try? ControlReader.read(text)
    _ = try? IdentifierRanges.read(text)
    _ = try? DataFileLines.addresses(Array(text))
    if let separator = text.split(at: .lineFeed) {
      let (pattern, name) = separator
      _ = FilePattern(String(decoding: pattern, as: UTF8.self)).matches(String(decoding: name, as: UTF8.self))
    }
    var list = ActionList(text)
    var draft = RuleDraft(at: RulePosition(file: "fuzz", line: 1))
    for _ in 0..<256 {
      do throws(SecLangFault) {
        guard let item = try list.next() else { break }
        try draft.apply(item)
      } catch {
        continue
      }
    }
  }
}
