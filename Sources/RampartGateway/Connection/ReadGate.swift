/// Whether a channel is read from. A read that is asked for while it is not is kept for later.
///
/// It only remembers: a channel may hand over bytes inside of `read()`, so the handler calls that itself.
struct ReadGate {
  private(set) var isOpen = true
  private var hasPendingRead = false

  /// A read was asked for but must wait.
  mutating func postpone() { hasPendingRead = true }

  /// - Returns: whether that is a change.
  mutating func set(_ isOpen: Bool) -> Bool {
    defer { self.isOpen = isOpen }
    return self.isOpen != isOpen
  }

  /// - Returns: whether the channel is to be read from now.
  mutating func takePendingRead() -> Bool {
    guard isOpen, hasPendingRead else { return false }
    hasPendingRead = false
    return true
  }
}
