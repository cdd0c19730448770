import RampartCore
import Synchronization

/// The place of one request in flight; given back once, whoever says so how often.
///
/// A server that loses a ticket gives the place back too: otherwise the key would be shut out for good.
final class ConcurrencyTicket: ExchangeTicket {
  private let counts: ConcurrencyCounts
  private let key: RateLimitKeyHash
  private let isOver = Atomic(false)

  init(_ counts: ConcurrencyCounts, _ key: RateLimitKeyHash) {
    self.counts = counts
    self.key = key
  }

  func ended() {
    if !isOver.exchange(true, ordering: .relaxed) { counts.leave(key) }
  }

  deinit { ended() }
}
