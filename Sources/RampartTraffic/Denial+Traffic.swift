public import RampartCore

extension Denial {
  /// There is no room in a rate limit.
  public static let rateLimitExceeded = Denial(
    code: "rateLimit.exceeded", status: 429, explanation: "There were too many requests. Try again later.")
  /// The shared store of a rate limit cannot be asked, and the limit is configured to close then.
  public static let rateLimitUnavailable = Denial(
    code: "rateLimit.unavailable", status: 503,
    explanation: "The service cannot take this request now. Try again later.")
  /// The shared store of a rate limit cannot be asked; never a reason to deny, only to report.
  public static let rateLimitStoreDown = Denial(
    code: "rateLimit.storeDown", status: 503,
    explanation: "The service cannot take this request now. Try again later.")
  /// Too many requests of one key are in flight.
  public static let concurrencyExceeded = Denial(
    code: "concurrency.exceeded", status: 429,
    explanation: "There were too many requests at the same time. Try again later.")
  /// More keys have requests in flight than a concurrency limit can tell apart.
  public static let concurrencyFull = Denial(
    code: "concurrency.exceeded", status: 503,
    explanation: "The service is serving as many clients as it can. Try again later.")
  /// The backend is slower than usual, and what matters less waits.
  public static let loadShed = Denial(
    code: "load.shed", status: 503, explanation: "The service is under heavy load. Try again later.")
}
