import RampartCore
import Synchronization

/// Tells a ticket that its exchange is over: when the answer's body has been written or has failed, or when whoever
/// held the answer dropped it (an answer to HEAD, a client that went away).
///
/// INVARIANT: the ticket is told exactly once, whatever happens to the answer.
final class ExchangeEnd: Sendable {
  private let ticket: any ExchangeTicket
  private let isOver = Atomic(false)

  init(_ ticket: any ExchangeTicket) {
    self.ticket = ticket
  }

  deinit { reach() }

  func answered(status: Int) {
    ticket.answered(status: status)
  }

  func reach() {
    guard !isOver.exchange(true, ordering: .acquiringAndReleasing) else { return }
    ticket.ended()
  }
}
