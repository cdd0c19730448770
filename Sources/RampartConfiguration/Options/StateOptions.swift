import RampartCore
package import RampartRedis

/// Where gateways keep what they share.
package struct StateOptions: Sendable, Hashable {
  package var redis: RedisDeclaration?

  static let declaration = Declaration.mapping(
    StateOptions(),
    [
      DeclaredKey(
        "redis", \.redis, RedisDeclaration.declaration.optional,
        "A Redis or Valkey server, such as `redis://127.0.0.1:6379/0`.")
    ])
}
