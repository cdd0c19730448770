import NIOCore
import RampartCore

/// Clients whose connections were ended for a flood. Whoever is thrown out comes back at once, and each time it costs a
/// TLS handshake before the flood is noticed (CWE-770): after a few times, a client may open no new connection for a
/// while.
struct FloodPenalties {
  /// Floods that are forgiven at once; a client that races with a change of settings makes no more.
  static let forgiven = 8
  /// One more is forgiven each second.
  static let each = TimeAmount.seconds(1)
  /// However much there was, it is forgiven after a while: others may share the address.
  static let longest = TimeAmount.seconds(30)
  private static let capacity = 10_000

  /// When all of a client's floods will have been forgiven.
  private var settled: [IPAddress: NIODeadline] = [:]

  func isRefused(_ client: IPAddress, now: NIODeadline) -> Bool {
    guard !settled.isEmpty, let settled = settled[client] else { return false }
    return settled - now > .nanoseconds(Int64(Self.forgiven) * Self.each.nanoseconds)
  }

  mutating func add(_ client: IPAddress, now: NIODeadline) {
    if settled.count >= Self.capacity { settled = settled.filter { $0.value > now } }
    // Who comes from so many addresses gains nothing from one more being unknown, and memory stays bounded.
    guard settled.count < Self.capacity || settled[client] != nil else { return }
    settled[client] = min(max(settled[client] ?? now, now) + Self.each, now + Self.longest)
  }
}
