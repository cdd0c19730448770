/// One value of a configuration document, with the place it was written.
///
/// The reader of a format (YAML) produces it; declarations consume it. Scalars stay text until a declaration says
/// what they mean, so that `version: 1.0` or `host: no` is never guessed at.
package struct DocumentNode: Sendable {
  package enum Content: Sendable {
    case null
    /// `isQuoted` tells `"1"` from `1`.
    case scalar(String, isQuoted: Bool)
    case sequence([DocumentNode])
    case mapping([(key: DocumentNode, value: DocumentNode)])
  }

  package var content: Content
  package var position: SourcePosition

  package init(_ content: Content, at position: SourcePosition) {
    self.content = content
    self.position = position
  }

  /// What a person would call this kind of value.
  package var kind: String {
    switch content {
    case .null: "nothing"
    case .scalar(let text, let isQuoted):
      isQuoted && !Excerpt.looksLikeSecret(text) ? "the text \(Excerpt.of(text))" : Excerpt.of(text)
    case .sequence: "a list"
    case .mapping: "a mapping"
    }
  }

  package var scalar: String? {
    guard case .scalar(let text, _) = content else { return nil }
    return text
  }
}

/// A line and a column, both counted from 1.
package struct SourcePosition: Sendable, Hashable {
  package var line: Int
  package var column: Int

  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }
}
