import CInjection
import RampartPatterns

/// `@detectXSS`, by libinjection. Captures: 0 is the whole value.
struct CrossSiteScriptingOperator: RuleOperator {
  // Everything that it takes for an attack is a tag, a comment or a declaration, which begin with `<`, or an attribute
  // with a value, which has `=`.
  var gate: OperatorGate {
    .patterns([.literal("<".utf8), .literal("=".utf8)], isSufficient: false)
  }

  func evaluate(
    _ value: UnsafeRawBufferPointer, argument: UnsafeRawBufferPointer?, scratch: OperatorScratch
  ) -> OperatorResult {
    guard let start = value.baseAddress, !value.isEmpty else { return .noMatch }
    // It has a number for what it cannot tokenise besides 0 and 1.
    guard libinjection_xss(start.assumingMemoryBound(to: CChar.self), value.count) != 0 else { return .noMatch }
    if scratch.wantsCaptures { scratch.match.set(0, 0..<value.count) }
    return .match
  }
}
