import NIOCore

/// How many frames a client may send that carry next to nothing: each costs about as much as one that carries a lot
/// (CWE-770; CVE-2019-9512 and its kin, CVE-2025-8671).
///
/// A number at once and a number each second are free. What is sent to the client earns more, since whoever takes a large
/// answer says so with WINDOW_UPDATE.
struct HTTP2FrameBudget {
  static let initial = 2000
  private static let perSecond = 500
  private static let bytesEarningOne = 512

  private var frames = initial
  private var bytes = 0
  private var refilled: NIODeadline

  init(now: NIODeadline) {
    refilled = now
  }

  mutating func earn(bytesSent: Int) {
    bytes += bytesSent
    frames = min(frames + bytes / Self.bytesEarningOne, 100 * Self.initial)
    bytes %= Self.bytesEarningOne
  }

  /// - Returns: false where there is nothing left to spend.
  mutating func spend(_ count: Int, now: NIODeadline) -> Bool {
    frames -= count
    guard frames < 0 else { return true }
    let elapsed = (now - refilled).nanoseconds / 1_000_000
    frames = min(frames + Int(min(elapsed, 60_000)) * Self.perSecond / 1000, Self.initial)
    refilled = now
    return frames >= 0
  }
}
