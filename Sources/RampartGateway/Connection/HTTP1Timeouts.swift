import NIOCore
import RampartConfiguration
import RampartCore

/// When a client of HTTP/1.x has had its time, and what comes of that. It asks no clock and does no I/O.
struct HTTP1Timeouts {
  enum Action {
    case wait
    /// The head that has begun is answered with 408.
    case refuse
    /// The request is answered with 408.
    case deny
    case close
  }

  /// What the connection waits for.
  enum Wait {
    /// A request; `begun`: bytes of its head are there.
    case head(begun: Bool)
    case body
    /// That what was written is delivered.
    case delivery
    /// That the client closes.
    case close
  }

  var clock: RequestClock
  var isFirstRequest = true
  /// The client was too slow, and is not waited for again.
  private(set) var hasTimedOut = false

  // The rest of an upload is taken and thrown away, so that the client comes to read the answer.
  private static let lingering = TimeAmount.seconds(30)
  private static let lingeringSilence = TimeAmount.seconds(2)
  /// For an idle connection while the gateway stops.
  private static let drainingIdle = Duration.milliseconds(500)

  init(now: NIODeadline) {
    clock = RequestClock(now: now)
  }

  mutating func restart(now: NIODeadline) { clock = RequestClock(now: now) }

  /// - Parameter undelivered: bytes that are written and not taken by the client.
  mutating func check(
    _ wait: Wait, now: NIODeadline, _ limits: LimitOptions, isDraining: Bool, undelivered: Int
  ) -> Action {
    switch wait {
    case .head where undelivered > 0: return delivery(of: undelivered, now: now, limits.idleTimeout)
    case .head(let begun):
      if begun || isFirstRequest && !isDraining {
        guard now > clock.began + TimeAmount(limits.headerTimeout) else { return .wait }
        hasTimedOut = true
        // A client that has sent nothing waits for no answer.
        return begun ? .refuse : .close
      }
      return now > clock.began + TimeAmount(isDraining ? Self.drainingIdle : limits.idleTimeout) ? .close : .wait
    case .body:
      guard clock.isTooSlow(now: now, rate: limits.bodyMinimumRate, silence: limits.idleTimeout) else { return .wait }
      hasTimedOut = true
      return .deny
    case .delivery: return delivery(of: undelivered, now: now, limits.idleTimeout)
    case .close:
      let patience = hasTimedOut ? Self.lingeringSilence : Self.lingering
      return now > clock.lastByte + Self.lingeringSilence || now > clock.began + patience ? .close : .wait
    }
  }

  /// Closes if nothing has been delivered for a while.
  private mutating func delivery(of undelivered: Int, now: NIODeadline, _ silence: Duration) -> Action {
    if undelivered != clock.received {
      clock.received = undelivered
      clock.lastByte = now
      return .wait
    }
    return now > clock.lastByte + TimeAmount(silence) ? .close : .wait
  }
}
