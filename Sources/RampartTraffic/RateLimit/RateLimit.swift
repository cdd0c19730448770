public import HTTPTypes
public import RampartCore

/// A rate limit that counts in this process.
///
/// ```swift
/// var options = RateLimitOptions(name: "api", rate: try Rate("100/1s"))
/// options.burst = 200
/// let control = try RateLimit(options)
/// ```
///
/// What is over the limit is denied with 429 and `Retry-After` (RFC 6585, 4; RFC 9110, 10.2.3). Every answer of a
/// governed route says where the client stands, in `RateLimit` and `RateLimit-Policy`. CWE-770, CWE-307.
public struct RateLimit: Control {
  /// `rateLimit.` and the name of the limit.
  public let name: String
  public let options: RateLimitOptions
  private let reader: RateLimitReader
  private let store: any RateLimitStore

  /// - Parameters:
  ///   - store: where the counts are; without one, a store in memory for this limit alone. One store must not serve two
  ///     limits.
  ///   - cost: what each request costs, instead of `options.cost`. Below zero is zero, which consumes nothing; more
  ///     than the burst is always denied, and then without `Retry-After`.
  /// - Throws: where the options make no limit.
  public init(
    _ options: RateLimitOptions,
    store: (any RateLimitStore)? = nil,
    cost: (@Sendable (any RequestFacts) -> Int)? = nil
  ) throws(InvalidOption) {
    reader = try RateLimitReader(options, cost: cost)
    self.options = options
    if let store {
      self.store = store
    } else {
      self.store = try Self.memoryStore(options)
    }
    name = reader.name
  }

  /// `RateLimit` and `RateLimit-Policy`; nothing in detect mode, where no answer changes.
  public var governedFields: [HTTPField.Name] { reader.governedFields }

  /// `RateLimit-Policy`.
  public var standingEdits: StandingEdits? { reader.standingEdits }

  public func evaluate(_ request: some RequestFacts) -> Verdict {
    let key = reader.hash(request)
    let cost = reader.cost(of: request)
    let outcome = store.apply(reader.action, cost: cost, to: key)
    guard reader.countsFailures, outcome.isAllowed || options.mode == .detect else { return reader.verdict(outcome) }
    return reader.verdict(
      outcome,
      ticket: FailureTicket(statuses: options.counts ?? []) { [store] in
        _ = store.apply(.charge, cost: cost, to: key)
      })
  }

  /// What is meant to be shared must not be counted alone by accident.
  private static func memoryStore(_ options: RateLimitOptions) throws(InvalidOption) -> any RateLimitStore {
    guard options.store == .memory else {
      throw InvalidOption("rateLimit.invalidStore", "a limit that counts in Redis is a `SharedRateLimit`")
    }
    return try MemoryRateLimitStore(options)
  }

  public var summary: String { reader.summary(store: "memory") }
}
