/// The secret that the keys of a limit are hashed with.
public struct RateLimitHashKey: Sendable, Hashable {
  let first: UInt64
  let second: UInt64

  init(first: UInt64, second: UInt64) {
    self.first = first
    self.second = second
  }

  /// 128 bits from the system's generator.
  public static func random() -> RateLimitHashKey {
    var generator = SystemRandomNumberGenerator()
    return RateLimitHashKey(first: generator.next(), second: generator.next())
  }

  /// One for the whole process, so that all limits of a request could share a hash; never written anywhere.
  public static let process = RateLimitHashKey.random()
}

extension RateLimitHashKey: CustomStringConvertible, CustomReflectable {
  /// Always `<redacted>`.
  public var description: String { "<redacted>" }
  /// A mirror without children.
  public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
