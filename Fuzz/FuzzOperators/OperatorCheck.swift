import FuzzDriver
import RampartWAF

enum OperatorCheck {
  static func run(_ name: OperatorName, _ argument: String, _ value: [UInt8]) {
    var call = OperatorCall(name, MacroText(literal: argument))
    if name == .pm || name == .pmFromFile { call.phrases = argument.split(separator: " ").map(String.init) }
    guard let compiled = try? CompiledOperator(call), let scratch = try? OperatorScratch() else { return }
    let answer = value.withUnsafeBytes { compiled.evaluate($0, scratch: scratch) }
    scratch.wantsCaptures = true
    let captured = value.withUnsafeBytes { compiled.evaluate($0, scratch: scratch) }
    FuzzDriver.expect(answer == captured, "\(name): \(answer) without captures, \(captured) with them")
    if captured == .match { checkCaptures(scratch.match, value.count) }
    let expanded = OperatorCall(name, MacroText(parts: [.variable(.tx, key: "argument")]))
    guard let other = try? CompiledOperator(expanded), other.needsArgument else { return }
    let late = value.withUnsafeBytes { value in
      Array(argument.utf8).withUnsafeBytes { other.evaluate(value, argument: $0, scratch: scratch) }
    }
    // Machine code and the interpreter count their steps differently.
    guard answer != .limitExceeded, late != .limitExceeded else { return }
    FuzzDriver.expect(late == answer, "\(name): \(answer) for a literal, \(late) for a macro")
  }

  private static func checkCaptures(_ match: OperatorMatch, _ count: Int) {
    for number in 0..<match.count {
      guard let range = match[number] else { continue }
      FuzzDriver.expect(range.lowerBound >= 0 && range.upperBound <= count, "a capture outside")
    }
  }
}
