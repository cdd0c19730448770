/// Transactions that are closed, to be used again.
final class TransactionPool {
  private static let limit = 16

  var unused: [Transaction] = []

  func takeBack(_ transaction: Transaction) {
    if unused.count < Self.limit { unused.append(transaction) }
  }
}
