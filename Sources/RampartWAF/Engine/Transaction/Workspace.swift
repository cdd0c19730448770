import RampartPatterns

/// The working memory of one thread: that of the scans and expressions, and transactions to use again.
package final class Workspace {
  package let firewall: Firewall
  private let memory: ScanMemory
  private let pool = TransactionPool()

  init(_ firewall: Firewall, _ strategy: Strategy) throws(PatternError) {
    self.firewall = firewall
    memory = try ScanMemory(firewall.plan, strategy)
  }

  deinit {
    // The pool and its transactions hold each other.
    pool.unused.removeAll()
  }

  /// A transaction to be fed with a request. It must be closed, and is not to be used afterwards.
  package func begin(_ facts: ConnectionFacts = ConnectionFacts()) -> Transaction {
    let transaction = pool.unused.popLast() ?? Transaction(firewall, memory, pool)
    transaction.begin(facts)
    return transaction
  }
}
