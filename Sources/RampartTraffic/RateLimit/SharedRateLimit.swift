public import HTTPTypes
public import RampartCore

/// A rate limit that several processes share through Redis.
///
/// ```swift
/// var options = RateLimitOptions(name: "api", rate: try Rate("100/1s"))
/// options.whenDown = .closed
/// let control = try SharedRateLimit(options, redis: client)
/// ```
///
/// While Redis cannot be asked, `options.whenDown` says what happens, and each verdict reports it as detected
/// (`rateLimit.storeDown`), except where it is a denial itself. After three failures in a row Redis is left alone for
/// half a second at a time, with one request that tries.
public struct SharedRateLimit: SuspendingControl {
  /// `rateLimit.` and the name of the limit.
  public let name: String
  public let options: RateLimitOptions
  private let reader: RateLimitReader
  private let counts: SharedCounts

  /// - Parameters:
  ///   - redis: a `RedisClient`, whose timeouts bound how long a decision takes.
  ///   - clock: for the pauses, and for the counts of `whenDown: local`.
  ///   - cost: what each request costs, instead of `options.cost`, as for `RateLimit`.
  /// - Throws: where the options make no limit, or none that Redis can count.
  public init(
    _ options: RateLimitOptions,
    redis: any RedisEvaluating,
    clock: MonotonicClock = .system,
    cost: (@Sendable (any RequestFacts) -> Int)? = nil
  ) throws(InvalidOption) {
    reader = try RateLimitReader(options, cost: cost)
    self.options = options
    name = reader.name
    counts = try SharedCounts(options, redis: redis, clock: clock)
  }

  /// `RateLimit` and `RateLimit-Policy`; nothing in detect mode, where no answer changes.
  public var governedFields: [HTTPField.Name] { reader.governedFields }

  /// `RateLimit-Policy`.
  public var standingEdits: StandingEdits? { reader.standingEdits }

  public func evaluate(_ request: any RequestFacts & Sendable) async -> Verdict {
    let cost = reader.cost(of: request)
    let (outcome, isShared) = await counts.apply(reader.action, cost: cost) { reader.hash(request, with: $0) }
    guard let outcome else { return verdictWithoutStore() }
    let detected = isShared ? nil : Denial.rateLimitStoreDown
    guard reader.countsFailures, outcome.isAllowed || options.mode == .detect else {
      return reader.verdict(outcome, detected: detected)
    }
    let ticket = FailureTicket(statuses: options.counts ?? []) { [reader, counts] in
      // The answer does not wait for this. There are no more of these than exchanges in flight, for Redis either
      // answers in time or is given up.
      Task { _ = await counts.apply(.charge, cost: cost) { reader.hash(request, with: $0) } }
    }
    return reader.verdict(outcome, detected: detected, ticket: ticket)
  }

  private func verdictWithoutStore() -> Verdict {
    options.whenDown == .closed && options.mode == .enforce
      ? Verdict(.deny(.rateLimitUnavailable), response: ResponseEdits(fields: [.init(name: .retryAfter, value: "1")]))
      : Verdict(detected: options.whenDown == .closed ? .rateLimitUnavailable : .rateLimitStoreDown)
  }

  public var summary: String {
    reader.summary(store: "Redis") + ", \(options.whenDown) when it is down"
  }
}
