/// Names of fields whose values belong into no log (CWE-532).
enum SecretNames {
  private static let parts = [
    "password", "passwd", "pwd", "passphrase", "secret", "token", "authorization", "cookie", "session", "api-key",
    "apikey", "api_key", "credential",
  ]

  /// - Parameter target: as a rule names it: `ARGS:password`, `REQUEST_HEADERS:Authorization`.
  static func contain(_ target: [UInt8]) -> Bool {
    let name = String(decoding: target.prefix(256), as: UTF8.self).lowercased()
    return parts.contains { name.contains($0) }
  }
}
