import HTTPTypes
public import RampartCore

/// A limit on the requests of one key that are in flight at once.
///
/// ```swift
/// let control = try ConcurrencyLimit(ConcurrencyLimitOptions(name: "search", limit: 4))
/// ```
///
/// One request too many is denied with 429. The place is given back when the exchange ends, by its end or by an abort.
/// CWE-770, CWE-400.
public struct ConcurrencyLimit: Control {
  /// `concurrency.` and the name of the limit.
  public let name: String
  public let options: ConcurrencyLimitOptions
  private let hasher: RateLimitKeyHasher
  private let counts: ConcurrencyCounts

  /// - Throws: where the options make no limit.
  public init(_ options: ConcurrencyLimitOptions) throws(InvalidOption) {
    try options.check()
    self.options = options
    name = "concurrency." + options.name
    hasher = RateLimitKeyHasher(keys: options.keys, ipv6Prefix: options.ipv6Prefix)
    counts = ConcurrencyCounts(capacity: options.capacity)
  }

  public func evaluate(_ request: some RequestFacts) -> Verdict {
    let key = hasher.hash(request, with: .process)
    return switch counts.enter(key, limit: options.limit) {
    case .admitted: Verdict(ticket: ConcurrencyTicket(counts, key))
    case .exceeded: refusal(.concurrencyExceeded)
    case .full: refusal(.concurrencyFull)
    }
  }

  private func refusal(_ denial: Denial) -> Verdict {
    if options.mode == .detect { return Verdict(detected: denial) }
    // Nobody knows when the others end; a second is the least that can be said.
    return Verdict(.deny(denial), response: ResponseEdits(fields: [.init(name: .retryAfter, value: "1")]))
  }

  /// The keys with requests in flight, and the requests; for metrics.
  package var totals: (keys: Int, requests: Int) { counts.totals }

  public var summary: String {
    let whom = options.keys.map(\.description).joined(separator: " and ")
    let mode = options.mode == .detect ? ", only reported" : ""
    return "\(options.name): at most \(options.limit) requests in flight for each \(whom)\(mode)"
  }
}
