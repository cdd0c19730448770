import Foundation
import RampartWAF

/// libmodsecurity's own transformations, in a program that is compiled on first use.
enum TransformationOracle {
  /// The answers to all questions, in order.
  static func answers(
    _ transformation: Transformation, _ values: [[UInt8]], by program: OracleProgram
  ) throws -> [[UInt8]] {
    var data = Data()
    for value in values {
      append(Array(name(of: transformation).utf8), to: &data)
      append(value, to: &data)
    }
    return try split(program.answer(to: data))
  }

  /// Its factory of classes knows this one by another name than rules do.
  private static func name(of transformation: Transformation) -> String {
    transformation == .cmdLine ? "cmd_line" : transformation.rawValue
  }

  private static func append(_ bytes: [UInt8], to data: inout Data) {
    for shift in [0, 8, 16, 24] { data.append(UInt8(truncatingIfNeeded: bytes.count >> shift)) }
    data.append(contentsOf: bytes)
  }

  private static func split(_ data: Data) throws -> [[UInt8]] {
    let bytes = [UInt8](data)
    var results: [[UInt8]] = []
    var position = 0
    while position < bytes.count {
      guard position + 4 <= bytes.count else { throw OracleProgram.Failure(what: "an answer was broken off") }
      let count = (0..<4).reduce(0) { $0 | Int(bytes[position + $1]) << (8 * $1) }
      guard position + 4 + count <= bytes.count else { throw OracleProgram.Failure(what: "an answer was broken off") }
      results.append(Array(bytes[(position + 4)..<(position + 4 + count)]))
      position += 4 + count
    }
    return results
  }
}
