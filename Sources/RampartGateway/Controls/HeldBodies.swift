import Synchronization

/// How much of request bodies is held in memory, by all event loops together, because controls want to see it.
final class HeldBodies: Sendable {
  private let count = Atomic(0)

  /// Bytes.
  var total: Int { count.load(ordering: .relaxed) }

  /// - Returns: false where there is no room for so many bytes more; then none are taken.
  func take(_ bytes: Int, limit: Int) -> Bool {
    let (_, total) = count.add(bytes, ordering: .relaxed)
    guard total > limit else { return true }
    give(back: bytes)
    return false
  }

  func give(back bytes: Int) {
    count.subtract(bytes, ordering: .relaxed)
  }
}
