import CoreMetrics
import Synchronization

/// Counts by code, without a lock for every code that is known: refusals are the hot path of whoever is attacked.
final class CodeCounters: Sendable {
  private let known: [String: Counter]
  private let others = Mutex<[String: Counter]>([:])
  private let make: @Sendable (String) -> Counter

  /// - Parameters:
  ///   - codes: counted from the start, with 0 before the first.
  ///   - make: a counter for a code.
  init(_ codes: some Sequence<String>, make: @escaping @Sendable (String) -> Counter) {
    known = Dictionary(codes.map { ($0, make($0)) }) { first, _ in first }
    self.make = make
  }

  func increment(_ code: String) {
    if let counter = known[code] {
      counter.increment()
    } else {
      others.withLock { others in
        if let counter = others[code] { return counter }
        let counter = make(code)
        others[code] = counter
        return counter
      }.increment()
    }
  }
}
