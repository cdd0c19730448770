/// What a store knows of a key: 128 bits, from which nobody can tell the key.
public struct RateLimitKeyHash: Sendable, Hashable {
  package let first: UInt64
  package let second: UInt64

  package init(first: UInt64, second: UInt64) {
    self.first = first
    self.second = second
  }

  /// 32 hexadecimal digits.
  package var text: String {
    Self.digits(first) + Self.digits(second)
  }

  private static func digits(_ word: UInt64) -> String {
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }
}
