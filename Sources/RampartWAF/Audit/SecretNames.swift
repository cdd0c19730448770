/// Names of fields whose values belong into no log (CWE-532).
enum SecretNames {
  private static let parts: [[UInt8]] = [
    "password", "passwd", "pwd", "passphrase", "secret", "token", "authorization", "cookie", "session", "api-key",
    "apikey", "api_key", "credential",
  ].map { Array($0.utf8) }
  /// Too short to be looked for inside of others.
  private static let whole: Set<[UInt8]> = Set(
    ["pass", "pin", "otp", "jwt", "auth", "sid", "phpsessid"].map { Array($0.utf8) })
  /// Variables that hold others as they were sent.
  private static let around: [[UInt8]] = [
    "request_body", "full_request", "query_string", "request_uri", "request_line", "request_headers:referer",
    "matched_var",
  ].map { Array($0.utf8) }
  private static let longestName = 256
  private static let longestText = 4096

  /// - Parameter target: as a rule names it: `ARGS:password`, `REQUEST_HEADERS:Authorization`.
  static func contain(_ target: [UInt8]) -> Bool {
    let name = target.prefix(longestName).map(ASCII.lowercased)
    let key = name.lastIndex(of: UInt8(ascii: ":")).map { name.index(after: $0) } ?? name.startIndex
    return holdsPart(name) || whole.contains(Array(name[key...]))
  }

  /// Whether a variable holds several fields, and among them one with such a name.
  static func areAround(_ target: [UInt8], _ value: [UInt8]) -> Bool {
    let name = target.prefix(longestName).map(ASCII.lowercased)
    guard around.contains(where: { name.starts(with: $0) }) else { return false }
    let text = value.prefix(longestText).map(ASCII.lowercased)
    return fieldNames(in: text).contains { holdsPart($0) || whole.contains($0) }
  }

  private static func holdsPart(_ text: [UInt8]) -> Bool {
    text.withUnsafeBytes { text in
      parts.contains { part in part.withUnsafeBytes { ByteSearch.first($0, in: text) != nil } }
    }
  }

  /// What stands before `=` or `:` in a form, a query or JSON: `password=`, `user[pin]=`, `"token": `. The path `/etc/passwd` is
  /// no name.
  private static func fieldNames(in text: [UInt8]) -> [[UInt8]] {
    var names: [[UInt8]] = []
    var start: Int?
    for (index, byte) in text.enumerated() {
      if ASCII.isLetter(byte) || ASCII.isDigit(byte) || byte == UInt8(ascii: "_") || byte == ASCII.hyphen {
        if start == nil || !isJoined(text, index) { start = index }
      } else if byte == ASCII.equals || byte == UInt8(ascii: ":") {
        if let from = start { names.append(text[from..<index].filter { !closing.contains($0) }) }
        start = nil
      } else if !closing.contains(byte) {
        start = nil
      }
    }
    return names
  }

  /// What may stand between a name and its sign.
  private static let closing: Set<UInt8> = [ASCII.quote, ASCII.apostrophe, ASCII.space, UInt8(ascii: "]")]

  /// Whether the byte goes on with the name of the byte before.
  private static func isJoined(_ text: [UInt8], _ index: Int) -> Bool { !closing.contains(text[index - 1]) }
}
