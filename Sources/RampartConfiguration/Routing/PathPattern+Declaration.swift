import RampartCore

extension PathPattern {
  /// The pattern that the text would be in canonical form, where that is another.
  static func canonical(_ text: String) -> String? {
    guard let canonical = CanonicalPath.canonicalize(text), canonical != text, PathPattern(canonical) != nil else {
      return nil
    }
    return canonical
  }

  static let declaration = Declaration<String>.text(
    pattern: "^/", called: "a path pattern", example: "/api/**", correct: { canonical($0) },
    parse: { PathPattern($0) },
    render: { $0.description })
}
