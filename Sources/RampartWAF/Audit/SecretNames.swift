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
    return holdsPart(name) || whole.contains(Array(name[(name.lastIndex(of: UInt8(ascii: ":")) ?? -1) + 1...]))
  }

  /// Whether a variable holds several fields, and among them one with such a name.
  static func areAround(_ target: [UInt8], _ value: [UInt8]) -> Bool {
    let name = target.prefix(longestName).map(ASCII.lowercased)
    guard around.contains(where: { name.starts(with: $0) }) else { return false }
    let text = value.prefix(longestText).map(ASCII.lowercased)
    return holdsPart(text) || fieldNames(in: text).contains { whole.contains(Array($0)) }
  }

  private static func holdsPart(_ text: [UInt8]) -> Bool {
    text.withUnsafeBytes { text in
      parts.contains { part in part.withUnsafeBytes { ByteSearch.first($0, in: text) != nil } }
    }
  }

  /// What stands between the signs that part the fields of a form, a query or JSON.
  private static func fieldNames(in text: [UInt8]) -> [ArraySlice<UInt8>] {
    text.split { !(ASCII.isLetter($0) || ASCII.isDigit($0) || $0 == UInt8(ascii: "_") || $0 == ASCII.hyphen) }
  }
}
