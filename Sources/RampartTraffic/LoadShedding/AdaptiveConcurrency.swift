import HTTPTypes
public import RampartCore

/// A limit on the requests that wait for a backend, which follows how fast the backend answers.
///
/// ```swift
/// let orders = try AdaptiveConcurrency()
/// let reports = orders.with(priority: .low)
/// ```
///
/// While the backend is as fast as usual the limit rises; when its latency rises, the limit falls until the queue
/// inside the backend is gone. What is over the limit gets 503 with `Retry-After` at once, which costs nearly
/// nothing, instead of a place in a queue that nobody reaches the end of. Low-priority requests cannot use the last part
/// of the limit (`reserve`), so they give way first.
///
/// A request counts until the head of its answer is there.
///
/// It must be the last control before the backend: answers that other controls give are no latencies of the backend.
/// Each backend needs a limit of its own, and routes that are slow on purpose (long polling) another one: their latency
/// would lower the limit of the others. CWE-400.
public struct AdaptiveConcurrency: Control {
  public let options: AdaptiveConcurrencyOptions
  public let priority: LoadPriority
  private let load: AdaptiveLoad
  private let share: Double
  private let refusal: Verdict

  /// A limit of its own, for high-priority requests.
  ///
  /// - Parameter clock: for latencies.
  /// - Throws: where the options make no limit.
  public init(
    _ options: AdaptiveConcurrencyOptions = AdaptiveConcurrencyOptions(),
    clock: MonotonicClock = .system
  ) throws(InvalidOption) {
    try options.check()
    self.init(options, .high, AdaptiveLoad(options, clock: clock))
  }

  private init(_ options: AdaptiveConcurrencyOptions, _ priority: LoadPriority, _ load: AdaptiveLoad) {
    self.options = options
    self.priority = priority
    self.load = load
    share = priority == .low ? 1 - options.reserve : 1
    refusal = Verdict(
      .deny(.loadShed),
      response: ResponseEdits(
        fields: [.init(name: .retryAfter, value: String(options.retryAfter.components.seconds))]))
  }

  /// The same limit, for requests of another priority.
  public func with(priority: LoadPriority) -> AdaptiveConcurrency {
    AdaptiveConcurrency(options, priority, load)
  }

  public var name: String { "load" }

  public func evaluate(_ request: some RequestFacts) -> Verdict {
    load.enter(share: share) ? Verdict(ticket: AdaptiveTicket(load)) : refusal
  }

  /// The limit now, and the requests in flight; for metrics.
  public var reading: (limit: Int, inFlight: Int) { load.reading }

  public var summary: String {
    let limit = load.reading.limit
    return switch priority {
    case .high: "at most \(limit) requests in flight now, as fast as the backend answers"
    case .low: "at most \(Int(Double(limit) * share)) of \(limit) requests in flight now, gives way first"
    }
  }
}
