/// The argument of an operator: known when rules are read, or only when a request is there.
enum OperatorArgument: Sendable, Hashable {
  case literal([UInt8])
  case expanded

  init(_ text: MacroText) {
    self = text.literal.map { .literal(Array($0.utf8)) } ?? .expanded
  }

  var isExpanded: Bool { self == .expanded }

  /// Calls `body` with the literal, or with what the caller has expanded.
  @inline(__always)
  func withBytes<Result>(
    _ expanded: UnsafeRawBufferPointer?, _ body: (UnsafeRawBufferPointer) -> Result
  ) -> Result {
    switch self {
    case .literal(let bytes): bytes.withUnsafeBytes(body)
    case .expanded: body(expanded ?? UnsafeRawBufferPointer(start: nil, count: 0))
    }
  }
}
