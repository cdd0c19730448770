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

  /// Bytes of a request as a terminal may show them.
  package static func readable(_ bytes: [UInt8], upTo longest: Int = 200) -> String {
    let shown = String(decoding: bytes.prefix(longest), as: UTF8.self).unicodeScalars.map { scalar in
      isControl(scalar) ? scalar.escaped(asASCII: true) : String(scalar)
    }
    return shown.joined() + (bytes.count > longest ? "…" : "")
  }

  /// Whether the text is a private key, with its frame or as one line without it, or an address with a user or a
  /// password in it.
  package static func looksLikeSecret(_ text: String) -> Bool {
    text.contains("-----BEGIN") || text.contains("@") && text.contains(":") || isLongWord(text)
  }

  /// Whether the text can be the path of a file: on one line, and neither a secret nor the contents of a file.
  package static func isPath(_ text: String) -> Bool {
    !text.isEmpty && !text.unicodeScalars.contains(where: isControl) && !looksLikeSecret(text)
      && (text.hasPrefix("/") || text.contains(".") || text.utf8.count <= longestWord)
  }

  // A key without its PEM frame is one long word of base64. DER begins with 0x30, so its base64 never with a slash.
  private static let longestWord = 64

  private static func isLongWord(_ text: String) -> Bool {
    text.utf8.count > longestWord && !text.hasPrefix("/")
      && text.utf8.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2D, 0x2F, 0x3D, 0x5F: true
        default: false
        }
      }
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }
}
