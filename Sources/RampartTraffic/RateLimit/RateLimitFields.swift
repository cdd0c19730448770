import HTTPTypes
import RampartCore

/// The fields that tell a client where it stands.
///
/// `RateLimit-Policy: "name";q=100;w=1` says what the limit is: a quota of 100 in a window of one second. With GCRA the
/// quota is the burst and the window the time in which it comes back, so that the quota is what can really be used at
/// once. `RateLimit: "name";r=57;t=1` says that 57 are left, and that the quota is whole again in one second; on a
/// refusal, that the request can be made again in one second, as `Retry-After` says too.
///
/// Both are lists (RFC 9651, 3.1): where several limits speak, each has a line of its own, which is the same as one line
/// with several members (RFC 9110, 5.2).
///
/// Source: draft-ietf-httpapi-ratelimit-headers-10.
struct RateLimitFields: Sendable {
  let policy: StandingEdits
  private let prefix: [UInt8]

  /// INVARIANT: `name` is an identifier, so that nothing needs an escape.
  init(name: String, plan: RateLimitPlan) {
    let window = RateLimitOutcome.wholeSeconds(plan.window.multipliedSaturating(by: plan.nanosecondsPerTick))
    policy = StandingEdits(
      fields: [HTTPField(name: .rateLimitPolicy, value: "\"\(name)\";q=\(plan.burst);w=\(window)")])
    prefix = Array("\"\(name)\";r=".utf8)
  }

  static let names: [HTTPField.Name] = [.rateLimit, .rateLimitPolicy]

  func edits(for outcome: RateLimitOutcome) -> ResponseEdits {
    ResponseEdits(policy, fields: [HTTPField(name: .rateLimit, value: value(for: outcome))])
  }

  /// Written into place: this is done for every answer, and each text that is put together costs an allocation.
  private func value(for outcome: RateLimitOutcome) -> String {
    let seconds = RateLimitOutcome.wholeSeconds(outcome.retryNanoseconds ?? outcome.resetNanoseconds)
    return String(unsafeUninitializedCapacity: prefix.count + 2 * Self.mostDigits + 3) { buffer in
      var end = buffer[...].update(fromContentsOf: prefix)
      end = Self.write(UInt64(outcome.remaining), to: buffer, at: end)
      end = buffer[end...].update(fromContentsOf: Self.time)
      return Self.write(seconds, to: buffer, at: end)
    }
  }

  private static let time = Array(";t=".utf8)
  private static let mostDigits = 20

  private static func write(_ number: UInt64, to buffer: UnsafeMutableBufferPointer<UInt8>, at start: Int) -> Int {
    var count = 1
    var rest = number
    while rest >= 10 {
      rest /= 10
      count += 1
    }
    rest = number
    for index in (start..<start + count).reversed() {
      buffer[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
    return start + count
  }

  /// `Retry-After` in whole seconds, rounded up (RFC 9110, 10.2.3); none where waiting would not help.
  static func retryAfter(_ outcome: RateLimitOutcome) -> HTTPField? {
    outcome.retryNanoseconds.map { nanoseconds in
      HTTPField(name: .retryAfter, value: String(max(1, RateLimitOutcome.wholeSeconds(nanoseconds))))
    }
  }
}
