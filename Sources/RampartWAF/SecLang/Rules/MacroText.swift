/// Text with `%{…}` in it, taken apart once.
package struct MacroText: Sendable, Hashable {
  package enum Part: Sendable, Hashable {
    case literal(String)
    /// `%{TX.0}`, `%{MATCHED_VAR}`: the variable and, in a collection, the key in lower case.
    case variable(Variable, key: String?)
  }

  package var parts: [Part]

  package init(parts: [Part]) {
    self.parts = parts
  }

  package init(literal: String) {
    parts = literal.isEmpty ? [] : [.literal(literal)]
  }

  /// The text where nothing in it must be expanded.
  package var literal: String? {
    switch parts.count {
    case 0: return ""
    case 1: if case .literal(let text) = parts[0] { return text }
    default: break
    }
    return nil
  }
}
