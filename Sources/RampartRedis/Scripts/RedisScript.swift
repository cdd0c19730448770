import Synchronization

/// A Lua script that the server runs as one step. Make it once and keep it.
///
/// In a cluster all its keys belong to one slot: give them a common part in braces, `{client}:a` and `{client}:b`.
public final class RedisScript: Sendable {
  /// The text.
  public let source: String
  private let knownDigest = Mutex<String?>(nil)

  /// A script; its text is a constant of the program. What varies goes into keys and arguments (CWE-94).
  public init(_ source: String) {
    self.source = source
  }

  /// The name that servers know the script by, once one of them has told it.
  var digest: String? { knownDigest.withLock { $0 } }

  /// - Returns: whether it is the hexadecimal SHA-1 that a server answers.
  func learn(digest: String) -> Bool {
    let isDigest =
      digest.utf8.count == 40 && digest.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    if isDigest { knownDigest.withLock { $0 = digest } }
    return isDigest
  }
}
