/// What a server sends: the reply to a command, or something that nobody asked for.
package enum RESPMessage: Sendable, Hashable {
  case reply(RESPValue)
  /// Out of order: an invalidation, a published message. It answers no command.
  case push([RESPValue])
}
