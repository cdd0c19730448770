import RampartCore

/// Waits for the answer of an exchange, and charges for it where it is a failure.
final class FailureTicket: ExchangeTicket {
  private let statuses: Set<Int>
  private let charge: @Sendable () -> Void

  init(statuses: Set<Int>, charge: @escaping @Sendable () -> Void) {
    self.statuses = statuses
    self.charge = charge
  }

  func answered(status: Int) {
    if statuses.contains(status) { charge() }
  }
}
