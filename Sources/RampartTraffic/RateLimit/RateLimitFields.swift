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
  private let policy: HTTPField
  private let prefix: String

  /// INVARIANT: `name` is an identifier, so that nothing needs an escape.
  init(name: String, plan: RateLimitPlan) {
    let window = RateLimitOutcome.wholeSeconds(plan.window.multipliedSaturating(by: plan.nanosecondsPerTick))
    policy = HTTPField(name: .rateLimitPolicy, value: "\"\(name)\";q=\(plan.burst);w=\(window)")
    prefix = "\"\(name)\";r="
  }

  static let names: [HTTPField.Name] = [.rateLimit, .rateLimitPolicy]

  func fields(for outcome: RateLimitOutcome) -> [HTTPField] {
    [policy, HTTPField(name: .rateLimit, value: value(for: outcome))]
  }

  private func value(for outcome: RateLimitOutcome) -> String {
    // Appended to a copy instead of interpolated: this is done for every answer.
    var value = prefix
    value += String(outcome.remaining)
    value += ";t="
    value += String(RateLimitOutcome.wholeSeconds(outcome.retryNanoseconds ?? outcome.resetNanoseconds))
    return value
  }

  /// `Retry-After` in whole seconds, rounded up (RFC 9110, 10.2.3); none where waiting would not help.
  static func retryAfter(_ outcome: RateLimitOutcome) -> HTTPField? {
    outcome.retryNanoseconds.map { nanoseconds in
      HTTPField(name: .retryAfter, value: String(max(1, RateLimitOutcome.wholeSeconds(nanoseconds))))
    }
  }
}
