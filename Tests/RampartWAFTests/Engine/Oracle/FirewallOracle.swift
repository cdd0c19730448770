import Foundation

/// libmodsecurity with a rule set: which rules it logs for a request.
struct FirewallOracle {
  struct Match: Hashable {
    var id: Int
    var logData: String
  }

  private let program: OracleProgram
  private let rules: [String]

  /// - Parameter rules: files, in order.
  init(rules: [String]) throws {
    program = try OracleProgram(Self.program)
    self.rules = rules
  }

  func matches(_ requests: [CorpusRequest]) throws -> [[Match]] {
    try begin(requests)()
  }

  /// Starts to ask; the result waits for the answers.
  func begin(_ requests: [CorpusRequest]) throws -> () throws -> [[Match]] {
    let answers = try program.begin(Data(requests.flatMap(\.encoded)), arguments: rules)
    return { Self.split(try answers()) }
  }

  private static func split(_ data: Data) -> [[Match]] {
    var results: [[Match]] = []
    var current: [Match] = []
    for line in data.split(separator: UInt8(ascii: "\n")) {
      if line.elementsEqual([UInt8(ascii: ".")]) {
        results.append(current)
        current = []
        continue
      }
      let parts = line.split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
      guard parts.count == 2, let id = Int(parts[0]) else { continue }
      current.append(Match(id: id, logData: parts[1] == "-" ? "" : Latin1.text(bytes(parts[1]))))
    }
    return results
  }

  private static func bytes(_ digits: String) -> [UInt8] {
    let digits = digits.utf8.map { UInt8(Character(UnicodeScalar($0)).hexDigitValue ?? 0) }
    return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }
}
