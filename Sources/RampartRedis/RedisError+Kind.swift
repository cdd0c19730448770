extension RedisError {
  /// What kind of failure it is. Kinds may be added, so a `switch` needs a default.
  public struct Kind: Sendable, Hashable {
    /// Dotted and stable.
    public let code: String

    /// There is no connection; the command was not sent.
    public static let unavailable = Kind(code: "redis.unavailable")
    /// Too many commands wait for their replies; the command was not sent.
    public static let overloaded = Kind(code: "redis.overloaded")
    /// The connection closed before the reply; the server may have run the command.
    public static let connectionLost = Kind(code: "redis.connectionLost")
    /// No reply came in time; the server may have run the command. The connection is closed.
    public static let timeout = Kind(code: "redis.timeout")
    /// The server sent what is no Redis protocol, or more than is accepted. The connection is closed.
    public static let protocolViolation = Kind(code: "redis.protocolViolation")
    /// The server answered with an error.
    public static let answer = Kind(code: "redis.answer")
    /// The nodes of a cluster sent the command from one to the other too often.
    public static let redirects = Kind(code: "redis.redirects")
    /// The client was shut down.
    public static let shutDown = Kind(code: "redis.shutDown")
    /// The options cannot be used: an address, a secret or a trust root.
    public static let options = Kind(code: "redis.options")
  }
}
