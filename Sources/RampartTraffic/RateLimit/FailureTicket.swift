import RampartCore

/// Waits for the answer of an exchange, and charges for it where it is a failure.
struct FailureTicket: ExchangeTicket {
  let statuses: Set<Int>
  let charge: @Sendable () -> Void

  func answered(status: Int) {
    if statuses.contains(status) { charge() }
  }
}
