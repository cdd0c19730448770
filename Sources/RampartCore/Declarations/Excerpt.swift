/// The text of a document as a message may repeat it: on one line, not long, and no secret (CWE-532, CWE-117).
package enum Excerpt {
  private static let longest = 80

  /// The text in backticks.
  package static func of(_ text: String) -> String {
    if looksLikeSecret(text) { return "a text that may be a secret" }
    let shown = text.unicodeScalars.prefix(longest).map { scalar in
      isControl(scalar) ? scalar.escaped(asASCII: true) : String(scalar)
    }
    return "`\(shown.joined())\(text.unicodeScalars.count > longest ? "…" : "")`"
  }

  /// Whether the text is a private key, or an address with a user or a password in it.
  package static func looksLikeSecret(_ text: String) -> Bool {
    text.contains("-----BEGIN") || text.contains("@") && text.contains(":")
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }
}
