package import RampartCore

/// A Redis server as a configuration names it. Its password is a reference, never the password (CWE-798).
package struct RedisDeclaration: Sendable, Hashable {
  package var address: ServerAddress
  package var isTLS: Bool
  package var database: Int
  package var user: String?
  package var password: Secret?
  /// A PEM file of the authorities to trust instead of the system's.
  package var authority: NamedFile?
  package var serverName: String?
  package var timeout: Duration

  package static let defaultTimeout = Duration.seconds(1)

  /// The URL without user and password, for messages and `rampart explain`.
  package var location: String {
    switch address {
    case .unix: address.description + (database == 0 ? "" : "?db=\(database)")
    case .network: "\(isTLS ? "rediss" : "redis")://\(address)/\(database)"
    }
  }
}
