import RampartWAF
import Testing

/// ModSecurity 3.0.9 itself is asked. One difference is accepted: its `cssDecode` ends at a NUL.
@Suite struct TransformationOracleTests {
  static let valuesEach = 5000

  @Test(
    "every transformation gives what ModSecurity gives, on 175,000 values",
    .enabled(if: OracleProgram.isAvailable, "needs libmodsecurity-dev and a C++ compiler"))
  func everyTransformationGivesWhatModSecurityGives() throws {
    let program = try OracleProgram(TransformationOracle.program)
    var compared = 0
    var changed = 0
    for (index, transformation) in Transformation.allCases.enumerated() {
      var inputs = TransformationInputs(seed: UInt64(index) + 1)
      let values = (0..<Self.valuesEach).map { _ in inputs.value(for: transformation) }
      let expected = try TransformationOracle.answers(transformation, values, by: program)
      try #require(expected.count == values.count)
      var differences: [String] = []
      for (value, answer) in zip(values, expected) {
        let result = transformation.result(of: value)
        compared += 1
        if result != value { changed += 1 }
        // Later versions go on behind it, as we do.
        let comparable = transformation == .cssDecode ? Array(result.prefix { $0 != 0 }) : result
        if comparable != answer { differences.append("\(show(value)) -> \(show(result)), and not \(show(answer))") }
      }
      #expect(
        differences.isEmpty,
        "\(transformation): \(differences.count) differences\n\(differences.prefix(3).joined(separator: "\n"))")
    }
    #expect(compared == Transformation.allCases.count * Self.valuesEach)
    // The inputs must be such that the transformations have something to do.
    #expect(changed > compared / 2, "\(changed) of \(compared) values changed")
  }

  private func show(_ bytes: [UInt8]) -> String { Latin1.text(bytes).debugDescription }
}
