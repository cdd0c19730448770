public import RampartCore

/// How to reach one Redis or Valkey server, or one node of a cluster.
///
/// ```swift
/// var options = try RedisOptions(url: "redis://127.0.0.1:6379/0")
/// options.password = Redacted(secret)
/// let client = RedisClient(options, group: group)
/// ```
public struct RedisOptions: Sendable {
  package var address: ServerAddress
  /// The user of an access control list (Redis 6); nil for the default user.
  public var user: String?
  /// The password, or nil where the server asks for none.
  public var password: Redacted<String>?
  /// The number of the database; a cluster has only 0.
  public var database: Int
  /// TLS, or nil for none.
  public var tls: RedisTLS?
  /// For TCP, TLS and the first exchange together.
  public var connectTimeout = Duration.seconds(2)
  /// From sending a command to its reply. When it runs out, the connection closes.
  public var commandTimeout = Duration.seconds(1)
  /// Commands of one connection without a reply; one more fails at once.
  public var maximumOutstanding = 10_000
  /// The first pause between two attempts to connect; each further one is twice as long, less a random part.
  public var shortestPause = Duration.milliseconds(50)
  /// The longest pause between two attempts to connect.
  public var longestPause = Duration.seconds(5)
  package var limits = RESPLimits()

  /// - Parameter url: `redis://[user[:password]@]host[:port][/db]`, `rediss://` for TLS, or `unix:/path[?db=N]`. User
  ///   and password are percent-encoded. `rediss://` trusts the system's authorities; set `tls` for others.
  /// - Throws: `RedisError` of the kind `options`; its text does not repeat the URL.
  public init(url: String) throws(RedisError) {
    let url = try RedisURL(url)
    self.init(address: url.address, database: url.database, tls: url.isTLS ? try RedisTLS() : nil)
    user = url.user
    password = url.password
  }

  init(address: ServerAddress, database: Int, tls: RedisTLS?) {
    self.address = address
    self.database = database
    self.tls = tls
  }
}
