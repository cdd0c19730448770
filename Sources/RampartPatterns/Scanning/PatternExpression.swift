/// One expression in PCRE's syntax, over bytes.
package struct PatternExpression: Sendable, Hashable {
  package var bytes: [UInt8]
  package var options: PatternOptions

  package init(_ bytes: some Sequence<UInt8>, options: PatternOptions = []) {
    self.bytes = Array(bytes)
    self.options = options
  }

  /// The expression that finds these bytes as they are.
  package static func literal(_ phrase: some Sequence<UInt8>, caseless: Bool = false) -> PatternExpression {
    var bytes: [UInt8] = []
    for byte in phrase {
      ExpressionWriter.append(byte, to: &bytes)
    }
    return PatternExpression(bytes, options: caseless ? .caseless : [])
  }
}
