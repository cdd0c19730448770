import NIOCore

/// Until when a kept connection may be used for one more exchange.
struct ConnectionLife {
  private let end: NIODeadline
  /// The version of the addresses among which its own was last seen.
  private var version: Int?

  /// - Parameters:
  ///   - longest: what the configuration says; this one lives up to a tenth less, so that not all are opened anew at once.
  ///   - random: spreads the ends.
  init(longest: TimeAmount, random: UInt64, now: NIODeadline) {
    let tenth = UInt64(max(0, longest.nanoseconds / 10))
    end = now + longest - .nanoseconds(Int64(random % (tenth + 1)))
  }

  /// - Parameters:
  ///   - addresses: nil for a server without a name.
  ///   - remote: the address that this connection goes to.
  mutating func isOver(now: NIODeadline, addresses: ServerAddresses?, remote: @autoclosure () -> SocketAddress?) -> Bool
  {
    if now > end { return true }
    guard let addresses else { return false }
    let current = addresses.version
    if version == current { return false }
    guard let remote = remote(), addresses.includes(remote) else { return true }
    version = current
    return false
  }
}
