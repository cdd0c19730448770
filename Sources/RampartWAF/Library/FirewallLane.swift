import Synchronization

/// Working memory for rules, of use to one thread at a time, and the exchanges that are open in it.
final class FirewallLane: Sendable {
  private struct Memory {
    let workspace: Workspace
    var open: [Int: OpenExchange] = [:]
    var last = 0
  }

  private let memory: Mutex<Memory>
  private let waiting = Atomic(0)

  init(_ firewall: Firewall) throws(FirewallError) {
    memory = Mutex(Memory(workspace: try firewall.makeWorkspace()))
  }

  /// How many threads run rules in it or wait to do so.
  var load: Int { waiting.load(ordering: .relaxed) }

  /// - Returns: the number of the exchange in this lane.
  func open(_ connection: ConnectionFacts, _ exclusions: [PathExclusion]) -> Int {
    memory.withLock { memory in
      memory.last += 1
      let facts = AuditFacts(transaction: connection.id, client: connection.client)
      memory.open[memory.last] = OpenExchange(memory.workspace.begin(connection), exclusions, facts)
      return memory.last
    }
  }

  /// - Returns: nil where the exchange is not open any more.
  func with<Result: Sendable>(_ number: Int, _ body: @Sendable (OpenExchange) -> Result) -> Result? {
    waiting.add(1, ordering: .relaxed)
    defer { waiting.subtract(1, ordering: .relaxed) }
    return memory.withLock { memory in memory.open[number].map { body($0) } }
  }

  func close(_ number: Int) -> FirewallReport? {
    memory.withLock { memory in memory.open.removeValue(forKey: number)?.finish() }
  }
}
