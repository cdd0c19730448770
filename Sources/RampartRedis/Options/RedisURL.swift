package import RampartCore

/// Where a Redis server is: `redis://[user[:password]@]host[:port][/db]`, `rediss://` for TLS, or `unix:/path[?db=N]`.
package struct RedisURL: Sendable {
  package var address: ServerAddress
  package var isTLS: Bool
  package var user: String?
  package var password: Redacted<String>?
  package var database: Int

  package static let defaultPort = 6379
  package static let databases = 0...65_535

  /// - Throws: `RedisError` of the kind `options`. The URL is not repeated: a password may stand in it.
  package init(_ text: String) throws(RedisError) {
    if text.hasPrefix("unix:") {
      self = try Self.unix(text)
    } else if text.hasPrefix("redis://") {
      self = try Self.network(text.dropFirst(8), isTLS: false)
    } else if text.hasPrefix("rediss://") {
      self = try Self.network(text.dropFirst(9), isTLS: true)
    } else {
      throw RedisError(.options, "the address of a Redis server begins with `redis://`, `rediss://` or `unix:`")
    }
  }

  private init(address: ServerAddress, isTLS: Bool, database: Int) {
    self.address = address
    self.isTLS = isTLS
    self.database = database
  }

  private static func unix(_ text: String) throws(RedisError) -> RedisURL {
    let parts = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    guard let address = ServerAddress(String(parts[0])) else {
      throw RedisError(.options, "the path of a unix socket is absolute and shorter than 108 bytes")
    }
    guard parts.count == 2 else { return RedisURL(address: address, isTLS: false, database: 0) }
    guard parts[1].hasPrefix("db=") else {
      throw RedisError(.options, "only `?db=NUMBER` may follow the path of a unix socket")
    }
    return RedisURL(address: address, isTLS: false, database: try number(parts[1].dropFirst(3)))
  }

  private static func network(_ text: Substring, isTLS: Bool) throws(RedisError) -> RedisURL {
    guard !text.contains(where: { $0 == "?" || $0 == "#" }) else {
      throw RedisError(.options, "the URL of a Redis server has no query and no fragment")
    }
    // The last @ ends the user information; one inside a password should be `%40`, and is read as it was meant.
    let at = text.lastIndex(of: "@")
    let parts = text[(at.map(text.index(after:)) ?? text.startIndex)...]
      .split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let address = hostAndPort(parts[0]) else {
      throw RedisError(.options, "the URL of a Redis server has no valid host and port")
    }
    let path = parts.count == 2 ? parts[1] : ""
    var url = RedisURL(address: address, isTLS: isTLS, database: path.isEmpty ? 0 : try number(path))
    if let at { try url.readUserInformation(text[..<at]) }
    return url
  }

  private static func hostAndPort(_ text: Substring) -> ServerAddress? {
    guard !text.isEmpty, !text.hasPrefix(":") else { return nil }
    let hasPort = text.contains(":") && !text.hasSuffix("]")
    return ServerAddress(hasPort ? String(text) : "\(text):\(defaultPort)")
  }

  private static func number(_ text: Substring) throws(RedisError) -> Int {
    guard let number = Int(text), String(number) == text, databases.contains(number) else {
      throw RedisError(.options, "the database of a Redis server is a whole number from 0 to 65535")
    }
    return number
  }

  private mutating func readUserInformation(_ text: Substring) throws(RedisError) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    if !parts[0].isEmpty { user = try PercentEncoding.decode(parts[0]) }
    guard parts.count == 2 else { return }
    password = Redacted(try PercentEncoding.decode(parts[1]))
  }
}
