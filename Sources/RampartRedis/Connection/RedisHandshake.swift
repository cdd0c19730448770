import RampartCore

/// What is said on a new connection before the first command, without I/O.
///
/// `HELLO 3` with `AUTH`; where the server knows no `HELLO`, `AUTH` alone and RESP2; then `SELECT`.
struct RedisHandshake {
  enum Action: Equatable {
    case send([String])
    case ready
  }

  private enum Step { case hello, authentication, selection }

  private let user: String?
  private let password: Redacted<String>?
  private let database: Int
  private var step = Step.hello

  init(_ options: RedisOptions) {
    user = options.user
    password = options.password
    database = options.database
  }

  /// The first command.
  var opening: [String] {
    guard let password else { return ["HELLO", "3"] }
    return ["HELLO", "3", "AUTH", user ?? "default", password.revealed()]
  }

  /// - Throws: where the server refuses.
  mutating func receive(_ reply: RESPValue) throws(RedisError) -> Action {
    switch (step, reply) {
    case (.hello, .map), (.hello, .array): return select()
    case (.hello, .error(let message)) where Self.knowsNoHello(message): return authenticate()
    case (.authentication, .simple("OK")): return select()
    case (.selection, .simple("OK")): return .ready
    case (_, .error(let message)): throw refusal(message)
    default: throw RedisError(.protocolViolation, "the server answered the greeting with another type")
    }
  }

  private mutating func authenticate() -> Action {
    guard let password else { return select() }
    step = .authentication
    // Servers before Redis 6 take the password alone.
    return .send(["AUTH"] + (user.map { [$0] } ?? []) + [password.revealed()])
  }

  private mutating func select() -> Action {
    if database == 0 { return .ready }
    step = .selection
    return .send(["SELECT", String(database)])
  }

  private static func knowsNoHello(_ message: String) -> Bool {
    message.hasPrefix("NOPROTO") || message.lowercased().hasPrefix("err unknown command")
  }

  private func refusal(_ message: String) -> RedisError {
    switch (step, RedisError.codeWord(of: message)) {
    case (_, "NOAUTH"): .unavailable("the server asks for a password")
    case (_, "WRONGPASS"), (.authentication, _): .unavailable("the server refuses the user or the password")
    case (.selection, _): .unavailable("the server refuses the database \(database)")
    case (_, let word?): .unavailable("the server refuses the connection with `\(word)`")
    case (_, nil): .unavailable("the server refuses the connection")
    }
  }
}
