public import RampartBrowser
import RampartCore
import RampartTraffic

/// What ``Rampart`` does; `.init()` is the recommended setting.
public struct RampartOptions: Sendable {
  /// The security headers.
  public var headers = SecurityHeaders.recommended
  /// Who may read answers from pages of other origins. Nil leaves browsers at their own rule, which is nobody.
  public var cors: CORSPolicy?
  /// Limits, in the order in which they are asked: 100 requests per second of each client, 200 at once.
  public var limits: [ControlStep] = [.immediate(Self.perClient())]
  /// How requests with effects are told from forged ones: by the origin they come from.
  public var csrf: CSRFPolicy? = Self.originChecked()
  /// How the application's own cookies are hardened; nil leaves them.
  public var cookies: CookiePolicy? = CookiePolicy()
  /// Whether errors that handlers throw become problem details or a page.
  public var answersErrors = true

  public init() {}

  // What is written here is valid, and a test makes it.
  private static func perClient() -> RateLimit {
    do {
      var options = RateLimitOptions(name: "client", rate: try Rate(count: 100, per: .seconds(1)))
      options.burst = 200
      return try RateLimit(options)
    } catch {
      preconditionFailure("the recommended rate limit is none: \(error)")
    }
  }

  private static func originChecked() -> CSRFPolicy {
    do {
      return try CSRFPolicy(CSRFOptions())
    } catch {
      preconditionFailure("the recommended CSRF policy is none: \(error)")
    }
  }
}
