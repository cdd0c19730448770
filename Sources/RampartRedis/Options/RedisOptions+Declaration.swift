import RampartCore

extension RedisOptions {
  /// The options of a configuration, with the password and the authorities as they were when it was read.
  ///
  /// - Throws: `RedisError` of the kind `options` where one of them cannot be used.
  package init(_ declaration: RedisDeclaration) throws(RedisError) {
    let tls =
      declaration.isTLS
      ? try RedisTLS(authorityFile: declaration.authority, serverName: declaration.serverName) : nil
    self.init(address: declaration.address, database: declaration.database, tls: tls)
    user = declaration.user
    password = try declaration.password.map(Self.text)
    commandTimeout = declaration.timeout
  }

  private static func text(_ secret: Secret) throws(RedisError) -> Redacted<String> {
    guard let text = String(validating: secret.value.revealed(), as: UTF8.self) else {
      throw RedisError(.options, "\(secret) holds no password: it is not UTF-8")
    }
    return Redacted(text)
  }
}
