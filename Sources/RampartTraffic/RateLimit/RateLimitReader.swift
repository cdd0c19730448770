import HTTPTypes
import RampartCore

/// What both kinds of rate limit do alike: they ask a request for its key and its cost, and make a verdict of an outcome.
struct RateLimitReader: Sendable {
  let options: RateLimitOptions
  let plan: RateLimitPlan
  private let hasher: RateLimitKeyHasher
  private let fields: RateLimitFields
  private let customCost: (@Sendable (any RequestFacts) -> Int)?

  init(_ options: RateLimitOptions, cost: (@Sendable (any RequestFacts) -> Int)?) throws(InvalidOption) {
    try options.check()
    self.options = options
    plan = try options.plan(ticksPerSecond: 1_000_000_000)
    hasher = RateLimitKeyHasher(keys: options.keys, ipv6Prefix: options.ipv6Prefix)
    fields = RateLimitFields(name: options.name, plan: plan)
    customCost = cost
  }

  var name: String { "rateLimit." + options.name }
  var countsFailures: Bool { options.counts != nil }
  var governedFields: [HTTPField.Name] { options.mode == .detect ? [] : RateLimitFields.names }

  var standingEdits: StandingEdits? { options.mode == .detect ? nil : fields.policy }

  /// A limit that counts failures only looks whether there is room.
  var action: RateLimitAction { countsFailures ? .peek : .take }

  func hash(_ request: some RequestFacts, with key: RateLimitHashKey = .process) -> RateLimitKeyHash {
    hasher.hash(request, with: key)
  }

  func cost(of request: some RequestFacts) -> Int {
    customCost?(request) ?? options.cost
  }

  func verdict(
    _ outcome: RateLimitOutcome,
    detected: Denial? = nil,
    ticket: (any ExchangeTicket)? = nil
  ) -> Verdict {
    if options.mode == .detect {
      return Verdict(ticket: ticket, detected: outcome.isAllowed ? detected : .rateLimitExceeded)
    }
    var response = fields.edits(for: outcome)
    guard !outcome.isAllowed else { return Verdict(response: response, ticket: ticket, detected: detected) }
    if let retryAfter = RateLimitFields.retryAfter(outcome) { response.append(retryAfter) }
    return Verdict(.deny(.rateLimitExceeded), response: response)
  }

  /// `at most 100/1s for each client, bursts of 200, in memory`.
  func summary(store: String) -> String {
    let what = options.counts.map { "answers \($0.sorted().map(String.init).joined(separator: ", "))" } ?? "requests"
    let whom = options.keys.map(\.description).joined(separator: " and ")
    let burst = options.burst.map { ", at most \($0) at once" } ?? ""
    let mode = options.mode == .detect ? ", only reported" : ""
    return "\(options.name): \(options.rate) \(what) for each \(whom), \(options.algorithm)\(burst), in \(store)\(mode)"
  }
}
