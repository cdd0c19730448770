import Synchronization

/// Remembers which tokens of single use have been used, for as long as they are good.
///
/// It is bounded and lives in memory: a second process does not know what this one remembers. When it is full, no
/// token is taken until some have ended (it fails closed), so a short lifetime and a rate limit belong to single use.
public final class SpentTokens: Sendable {
  private struct State {
    var expiries: [UInt128: Int] = [:]
    var lastSweep = Int.min
  }

  private let state = Mutex(State())

  /// Remembers nothing yet.
  public init() {}

  /// Whether the token is used for the first time, which it then was.
  ///
  /// - Parameter capacity: how many tokens are remembered at once.
  func spend(_ nonce: [UInt8], until expiry: Int, now: Int, capacity: Int) -> Bool {
    let key = nonce.reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
    return state.withLock { state in
      if state.expiries.count >= capacity, state.lastSweep != now {
        // Once a second at most: whoever keeps it full shall not make every request walk over it.
        state.lastSweep = now
        state.expiries = state.expiries.filter { $0.value > now }
      }
      guard state.expiries[key] == nil, state.expiries.count < capacity else { return false }
      state.expiries[key] = expiry
      return true
    }
  }
}
