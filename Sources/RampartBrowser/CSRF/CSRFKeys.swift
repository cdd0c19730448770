public import RampartCore

/// The keys that sign tokens: 32 bytes at least, from a good random source.
///
/// To rotate, make the new key the current one and keep the old one among the previous ones for as long as tokens
/// live.
public struct CSRFKeys: Sendable {
  public let current: Redacted<[UInt8]>
  /// Tokens signed with these are taken, none is made.
  public let previous: [Redacted<[UInt8]>]

  public init(current: Redacted<[UInt8]>, previous: [Redacted<[UInt8]>] = []) {
    self.current = current
    self.previous = previous
  }
}
