public import RampartCore

/// Why a command has no answer.
///
/// No text here holds a password or an argument of a command (CWE-532). What the server wrote may hold arguments, so
/// it is in `answer`, redacted.
public struct RedisError: Error, Sendable, CustomStringConvertible {
  /// What kind of failure it is.
  public let kind: Kind
  /// What happened, for the log.
  public let detail: String
  /// The whole of an error that the server answered.
  public let answer: Redacted<String>?

  init(_ kind: Kind, _ detail: String, answer: Redacted<String>? = nil) {
    self.kind = kind
    self.detail = detail
    self.answer = answer
  }

  /// Dotted and stable, for programs: `redis.unavailable`.
  public var code: String { kind.code }

  /// The code and the detail.
  public var description: String { "\(code): \(detail)" }
}

extension RedisError {
  /// The first word of an error that the server answered, such as `WRONGTYPE`, where it has the form of one.
  public var answerCode: String? {
    answer.flatMap { Self.codeWord(of: $0.revealed()) }
  }

  static func answered(_ message: String) -> RedisError {
    let word = codeWord(of: message).map { "`\($0)`" } ?? "without a code"
    return RedisError(.answer, "the server answered with the error \(word)", answer: Redacted(message))
  }

  /// Server errors begin with a word of capitals; anything else could be an argument.
  static func codeWord(of message: String) -> String? {
    let word = message.prefix { $0 != " " }
    return (1...32).contains(word.utf8.count) && word.utf8.allSatisfy { (0x41...0x5A).contains($0) }
      ? String(word) : nil
  }

  static func unavailable(_ detail: String) -> RedisError { RedisError(.unavailable, detail) }
  static func connectionLost(_ detail: String) -> RedisError { RedisError(.connectionLost, detail) }
  static var shutDown: RedisError { RedisError(.shutDown, "the client was shut down") }
}
