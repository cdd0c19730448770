public import HTTPTypes

/// Fields that are the same on many answers: made once, written once, and then shared by all of them.
public final class StandingEdits: Sendable {
  public let fields: [HTTPField]
  /// Members of `Vary`.
  public let vary: [HTTPField.Name]
  /// The fields as HTTP/1 text, `name: value CRLF` each, names in lower case.
  package let text: [UInt8]
  /// The members of `Vary` as one value.
  package let varyText: String

  public init(fields: [HTTPField] = [], vary: [HTTPField.Name] = []) {
    self.fields = fields
    self.vary = vary
    text = fields.flatMap { Array("\($0.name.canonicalName): \($0.value)\r\n".utf8) }
    varyText = vary.map(\.rawName).joined(separator: ", ")
  }

  /// The edits of several as one; nil where there are none.
  package convenience init?(merging all: [StandingEdits]) {
    guard !all.isEmpty else { return nil }
    self.init(fields: all.flatMap(\.fields), vary: all.vary)
  }
}

extension Sequence<StandingEdits> {
  /// The members of `Vary` of all, each once.
  package var vary: [HTTPField.Name] {
    reduce(into: []) { names, edits in
      for name in edits.vary where !names.contains(name) { names.append(name) }
    }
  }
}
