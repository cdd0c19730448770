import Foundation
import RampartCore

extension RedisOptions {
  /// Reads the password and the authorities that the declaration names.
  ///
  /// - Throws: `RedisError` of the kind `options` where one of them cannot be read or is empty.
  package init(_ declaration: RedisDeclaration) throws(RedisError) {
    let tls =
      declaration.isTLS
      ? try RedisTLS(authority: declaration.authority, serverName: declaration.serverName) : nil
    self.init(address: declaration.address, database: declaration.database, tls: tls)
    user = declaration.user
    password = try declaration.password.map(Self.secret)
    commandTimeout = declaration.timeout
  }

  private static let longestSecret = 64 << 10

  private static func secret(_ reference: SecretReference) throws(RedisError) -> Redacted<String> {
    let (text, name) =
      switch reference {
      case .file(let path): (try contents(path), "`\(path)`")
      case .environment(let name):
        (ProcessInfo.processInfo.environment[name] ?? "", "the environment variable `\(name)`")
      }
    // Editors end a file with a line break; it is no part of the secret.
    let secret = text.hasSuffix("\r\n") || text.hasSuffix("\n") ? String(text.dropLast()) : text
    guard !secret.isEmpty else { throw RedisError(.options, "\(name) holds no password") }
    return Redacted(secret)
  }

  private static func contents(_ path: String) throws(RedisError) -> String {
    guard let file = FileHandle(forReadingAtPath: path), let data = try? file.read(upToCount: longestSecret + 1),
      data.count <= longestSecret, let text = String(data: data, encoding: .utf8)
    else { throw RedisError(.options, "cannot read a password from `\(path)`") }
    return text
  }
}
