import Testing

@testable import RampartTraffic

/// What every store does, whichever it is: run with the one in memory and with a real Redis.
///
/// Redis has a clock that nobody sets, so time goes on by waiting there, and every statement leaves room for a slow
/// machine: periods are either so long that they do not end, or so short that they surely have.
struct StoreConformance {
  /// A store for these options, and a way to let time pass.
  let makeStore: @Sendable (RateLimitOptions) throws -> any SuspendingRateLimitStore
  let wait: @Sendable (Duration) async throws -> Void

  static let algorithms = [RateLimitAlgorithm.gcra, .fixedWindow, .slidingWindow]

  func check(_ algorithm: RateLimitAlgorithm) async throws {
    try await admitsExactlyTheBurst(algorithm)
    try await keepsKeysApart(algorithm)
    try await countsCosts(algorithm)
    try await looksWithoutConsuming(algorithm)
    try await chargesWithoutLooking(algorithm)
    try await recovers(algorithm)
    try await saysWhenToComeBack(algorithm)
    try await admitsExactlyTheBurstAtOnce(algorithm)
  }

  private func store(_ rate: String, _ algorithm: RateLimitAlgorithm) throws -> any SuspendingRateLimitStore {
    var options = RateLimitOptions(name: "conformance", rate: try Rate(rate))
    options.algorithm = algorithm
    return try makeStore(options)
  }

  private func key() -> RateLimitKeyHash {
    RateLimitKeyHash(first: .random(in: 0...(.max)), second: .random(in: 0...(.max)))
  }

  private func admitsExactlyTheBurst(_ algorithm: RateLimitAlgorithm) async throws {
    let (store, key) = (try store("5/24h", algorithm), key())
    for left in [4, 3, 2, 1, 0] {
      let outcome = try await store.apply(.take, cost: 1, to: key)
      #expect(outcome.isAllowed)
      #expect(outcome.remaining == left)
      #expect(outcome.retryAfter == nil)
    }
    for _ in 0..<3 {
      let outcome = try await store.apply(.take, cost: 1, to: key)
      #expect(!outcome.isAllowed)
      #expect(outcome.remaining == 0)
      #expect(outcome.retryAfter ?? .zero > .zero)
    }
  }

  private func keepsKeysApart(_ algorithm: RateLimitAlgorithm) async throws {
    let (store, first, second) = (try store("1/24h", algorithm), key(), key())
    #expect(try await store.apply(.take, cost: 1, to: first).isAllowed)
    #expect(try await !store.apply(.take, cost: 1, to: first).isAllowed)
    #expect(try await store.apply(.take, cost: 1, to: second).isAllowed)
  }

  private func countsCosts(_ algorithm: RateLimitAlgorithm) async throws {
    let (store, key) = (try store("10/24h", algorithm), key())
    #expect(try await store.apply(.take, cost: 7, to: key).remaining == 3)
    #expect(try await !store.apply(.take, cost: 4, to: key).isAllowed)
    #expect(try await store.apply(.take, cost: 3, to: key).remaining == 0)
    let impossible = try await store.apply(.take, cost: 11, to: key)
    #expect(!impossible.isAllowed)
    #expect(impossible.retryAfter == nil)
    for free in [0, -1, Int.min] {
      #expect(try await store.apply(.take, cost: free, to: key).isAllowed)
    }
    #expect(try await !store.apply(.take, cost: .max, to: key).isAllowed)
    #expect(try await !store.apply(.take, cost: 1, to: key).isAllowed)
  }

  private func looksWithoutConsuming(_ algorithm: RateLimitAlgorithm) async throws {
    let (store, key) = (try store("2/24h", algorithm), key())
    for _ in 0..<5 {
      let outcome = try await store.apply(.peek, cost: 1, to: key)
      #expect(outcome.isAllowed)
      #expect(outcome.remaining == 2)
      #expect(outcome.resetAfter == .zero)
    }
    #expect(try await store.apply(.take, cost: 2, to: key).isAllowed)
    #expect(try await !store.apply(.peek, cost: 1, to: key).isAllowed)
  }

  private func chargesWithoutLooking(_ algorithm: RateLimitAlgorithm) async throws {
    let (store, key) = (try store("2/24h", algorithm), key())
    for left in [1, 0, 0, 0] {
      let outcome = try await store.apply(.charge, cost: 1, to: key)
      #expect(outcome.isAllowed)
      #expect(outcome.remaining == left)
    }
    #expect(try await !store.apply(.take, cost: 1, to: key).isAllowed)
    #expect(try await store.apply(.charge, cost: .max, to: key).isAllowed)
  }

  private func recovers(_ algorithm: RateLimitAlgorithm) async throws {
    let (store, key) = (try store("3/300ms", algorithm), key())
    for _ in 0..<4 { _ = try await store.apply(.take, cost: 1, to: key) }
    // Two whole windows, or a burst that has come back twice.
    try await wait(.milliseconds(650))
    let outcome = try await store.apply(.take, cost: 3, to: key)
    #expect(outcome.isAllowed)
    #expect(outcome.remaining == 0)
  }

  private func saysWhenToComeBack(_ algorithm: RateLimitAlgorithm) async throws {
    let (store, key) = (try store("1/400ms", algorithm), key())
    _ = try await store.apply(.charge, cost: 1, to: key)
    let refusal = try await store.apply(.take, cost: 1, to: key)
    // A machine that stands still for the whole window has nothing left to refuse.
    guard let retryAfter = refusal.retryAfter else { return #expect(refusal.isAllowed) }
    #expect(retryAfter <= .milliseconds(800))
    #expect(refusal.resetAfter <= .milliseconds(800))
    try await wait(retryAfter + .milliseconds(1))
    #expect(try await store.apply(.take, cost: 1, to: key).isAllowed)
  }

  private func admitsExactlyTheBurstAtOnce(_ algorithm: RateLimitAlgorithm) async throws {
    let (store, key) = (try store("50/24h", algorithm), key())
    let admitted = try await withThrowingTaskGroup(of: Bool.self) { group in
      for _ in 0..<200 { group.addTask { try await store.apply(.take, cost: 1, to: key).isAllowed } }
      return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(admitted == 50)
  }
}
