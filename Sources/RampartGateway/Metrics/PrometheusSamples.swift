import CoreMetrics
import Synchronization

final class PrometheusCounter: CounterHandler, PrometheusSample {
  private let value = Atomic<Int64>(0)

  func increment(by amount: Int64) { value.add(amount, ordering: .relaxed) }
  func reset() { value.store(0, ordering: .relaxed) }

  func write(_ label: String, _ pairs: [String], to text: inout String) {
    text += line(label, pairs, value.load(ordering: .relaxed))
  }
}

final class PrometheusGauge: MeterHandler, RecorderHandler, PrometheusSample {
  private let value = Mutex(0.0)

  func set(_ value: Int64) { set(Double(value)) }
  func set(_ value: Double) { self.value.withLock { $0 = value } }
  func increment(by amount: Double) { value.withLock { $0 += amount } }
  func decrement(by amount: Double) { value.withLock { $0 -= amount } }
  func record(_ value: Int64) { set(value) }
  func record(_ value: Double) { set(value) }

  func write(_ label: String, _ pairs: [String], to text: inout String) {
    text += line(label, pairs, value.withLock(\.self))
  }
}

/// Durations in seconds, in buckets from half a millisecond to a minute.
final class PrometheusHistogram: TimerHandler, PrometheusSample {
  private static let bounds: [Int64] = [
    500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000, 25_000_000, 50_000_000, 100_000_000, 250_000_000,
    500_000_000, 1_000_000_000, 2_500_000_000, 5_000_000_000, 10_000_000_000, 60_000_000_000,
  ]

  private struct Counts {
    var buckets = [Int](repeating: 0, count: PrometheusHistogram.bounds.count + 1)
    var sum: Int64 = 0
  }

  private let counts = Mutex(Counts())

  func recordNanoseconds(_ duration: Int64) {
    let bucket = Self.bounds.firstIndex { duration <= $0 } ?? Self.bounds.count
    counts.withLock { counts in
      counts.buckets[bucket] += 1
      counts.sum &+= duration
    }
  }

  func write(_ label: String, _ pairs: [String], to text: inout String) {
    let counts = counts.withLock(\.self)
    var total = 0
    for (bound, count) in zip(Self.bounds, counts.buckets) {
      total += count
      text += line("\(label)_bucket", pairs + ["le=\"\(Double(bound) / 1e9)\""], total)
    }
    total += counts.buckets.last ?? 0
    text += line("\(label)_bucket", pairs + ["le=\"+Inf\""], total)
    text += line("\(label)_sum", pairs, Double(counts.sum) / 1e9)
    text += line("\(label)_count", pairs, total)
  }
}
