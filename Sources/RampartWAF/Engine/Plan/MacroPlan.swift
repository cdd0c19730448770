/// Text with macros, taken apart into what is looked up when it is needed.
struct MacroPlan: Sendable {
  enum Part: Sendable {
    case literal(ByteRange)
    /// A member of `TX`, by its slot.
    case tx(Int)
    case matchedValue
    case matchedName
    /// The first value of a variable, of the member with this key where there is one.
    case variable(Variable, key: Int32)
  }

  let parts: [Part]

  /// The text where it is the same for every transaction.
  var literal: ByteRange? {
    switch parts.count {
    case 0: return .empty
    case 1: if case .literal(let range) = parts[0] { return range }
    default: break
    }
    return nil
  }

  var isLiteral: Bool { literal != nil }

  /// Whether the text depends on what was matched.
  var looksAtMatches: Bool {
    parts.contains { part in
      switch part {
      case .matchedValue, .matchedName, .variable(.matchedVars, _), .variable(.matchedVarsNames, _): true
      default: false
      }
    }
  }
}
