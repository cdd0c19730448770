import RampartWAF
import Testing

/// ModSecurity 3.0.9 itself is asked.
@Suite("Bodies against ModSecurity") struct BodyOracleTests {
  static let each = 6000

  @Test(
    "30,000 bodies, queries and cookies give what ModSecurity makes of them",
    .enabled(if: OracleProgram.isAvailable, "needs libmodsecurity-dev and a C++ compiler"))
  func sameAsModSecurity() throws {
    let program = try OracleProgram(BodyOracle.program)
    let formats: [(String, (inout BodyGenerator) -> BodyCase)] = [
      ("urlencoded", { $0.urlEncoded() }), ("cookies", { $0.cookies() }), ("json", { $0.json() }),
      ("multipart", { $0.multipart() }), ("xml", { $0.xml() }),
    ]
    for (index, (name, generate)) in formats.enumerated() {
      var generator = BodyGenerator(seed: UInt64(index) + 1)
      let cases = (0..<Self.each).map { _ in generate(&generator) }
      let answers = try BodyOracle.answers(cases, by: program)
      try #require(answers.count == cases.count)
      var comparison = BodyComparison()
      for (question, answer) in zip(cases, answers) { comparison.compare(question, answer) }
      let shown = comparison.differences.prefix(4).joined(separator: "\n")
      #expect(comparison.differences.isEmpty, "\(name): \(comparison.differences.count) differences\n\(shown)")
      #expect(comparison.withMembers > Self.each / 4, "\(name): only \(comparison.withMembers) with members")
      let excused = comparison.explained.map { "\($0.key.rawValue): \($0.value)" }.sorted()
      let figures = "\(comparison.withMembers) with members, \(comparison.withErrors) with errors"
      print("\(name): \(cases.count) compared, \(figures), \(excused)")
    }
  }
}
