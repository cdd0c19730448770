/// Names of fields whose values belong into no log (CWE-532).
enum SecretNames {
  private static let parts: [[UInt8]] = [
    "password", "passwd", "pwd", "passphrase", "secret", "token", "authorization", "cookie", "session", "api-key",
    "apikey", "api_key", "credential",
  ].map { Array($0.utf8) }
  private static let longestName = 256

  /// - Parameter target: as a rule names it: `ARGS:password`, `REQUEST_HEADERS:Authorization`.
  static func contain(_ target: [UInt8]) -> Bool {
    let name = target.prefix(longestName).map(ASCII.lowercased)
    return name.withUnsafeBytes { name in
      parts.contains { part in part.withUnsafeBytes { ByteSearch.first($0, in: name) != nil } }
    }
  }
}
