import Foundation
import RampartWAF

/// What libmodsecurity itself makes of requests, in a program that is compiled on first use.
enum BodyOracle {
  /// The lines for each request, without order.
  static func answers(_ cases: [BodyCase], by program: OracleProgram) throws -> [[String]] {
    let answers = try program.answer(to: Data(cases.flatMap(\.encoded)))
    var results: [[String]] = []
    var current: [String] = []
    for line in String(decoding: answers, as: UTF8.self).split(separator: "\n") {
      if line == "." {
        results.append(current)
        current = []
      } else {
        current.append(String(line))
      }
    }
    return results
  }
}
