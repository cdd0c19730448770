import RampartTesting
import RampartWAF

/// Any operator with any argument answers any value: the same with captures and without, from an argument in the rule and
/// from one out of a request, and with captures that lie in the value.
///
/// The first byte chooses the operator, the second says how long the argument is, which comes next; the rest is the value.
enum OperatorsProperty: FuzzProperty {
  static func check(_ bytes: UnsafeRawBufferPointer) throws(FuzzViolation) {
    guard bytes.count >= 2 else { return }
    let name = OperatorName.allCases[Int(bytes[0]) % OperatorName.allCases.count]
    let length = min(Int(bytes[1]) % 64, bytes.count - 2)
    let argument = Array(bytes[2..<(2 + length)])
    let value = Array(bytes[(2 + length)...])
    if name == .rx {
      try ExpressionCheck.run(argument, value)
    } else {
      // Only text can stand in a rule.
      try check(name, String(decoding: argument, as: UTF8.self), value)
    }
  }

  private static func check(_ name: OperatorName, _ argument: String, _ value: [UInt8]) throws(FuzzViolation) {
    var call = OperatorCall(name, MacroText(literal: argument))
    if name == .pm || name == .pmFromFile { call.phrases = argument.split(separator: " ").map(String.init) }
    guard let compiled = try? CompiledOperator(call), let scratch = try? OperatorScratch() else { return }
    let answer = value.withUnsafeBytes { compiled.evaluate($0, scratch: scratch) }
    scratch.wantsCaptures = true
    let captured = value.withUnsafeBytes { compiled.evaluate($0, scratch: scratch) }
    try expect(answer == captured, "\(name): \(answer) without captures, \(captured) with them")
    if captured == .match { try checkCaptures(scratch.match, value.count) }
    let expanded = OperatorCall(name, MacroText(parts: [.variable(.tx, key: "argument")]))
    guard let other = try? CompiledOperator(expanded), other.needsArgument else { return }
    let late = value.withUnsafeBytes { value in
      Array(argument.utf8).withUnsafeBytes { other.evaluate(value, argument: $0, scratch: scratch) }
    }
    // Machine code and the interpreter count their steps differently.
    guard answer != .limitExceeded, late != .limitExceeded else { return }
    try expect(late == answer, "\(name): \(answer) for a literal, \(late) for a macro")
  }

  private static func checkCaptures(_ match: OperatorMatch, _ count: Int) throws(FuzzViolation) {
    for number in 0..<match.count {
      guard let range = match[number] else { continue }
      try expect(range.lowerBound >= 0 && range.upperBound <= count, "a capture outside")
    }
  }
}
