import RampartWAF

/// Evaluates one operator on one value.
struct OperatorProbe {
  let compiled: CompiledOperator
  let scratch: OperatorScratch

  init(_ call: OperatorCall) throws {
    compiled = try CompiledOperator(call)
    scratch = try OperatorScratch()
    scratch.wantsCaptures = true
  }

  init(_ name: OperatorName, _ argument: String = "", phrases: [String] = []) throws {
    var call = OperatorCall(name, MacroText(literal: argument))
    call.phrases = phrases
    try self.init(call)
  }

  /// An operator whose whole argument is a macro.
  init(expanded name: OperatorName) throws {
    try self.init(OperatorCall(name, MacroText(parts: [.variable(.tx, key: "argument")])))
  }

  func evaluate(_ value: some Collection<UInt8>, argument: String? = nil) -> OperatorResult {
    Array(value).withUnsafeBytes { value in
      guard let argument else { return compiled.evaluate(value, scratch: scratch) }
      return Array(argument.utf8).withUnsafeBytes { compiled.evaluate(value, argument: $0, scratch: scratch) }
    }
  }

  func matches(_ value: String, argument: String? = nil) -> Bool {
    evaluate(value.utf8, argument: argument) == .match
  }

  /// The captures of the last match, as far as they are numbered.
  var captures: [Range<Int>?] {
    (0..<scratch.match.count).map { scratch.match[$0] }
  }
}
