import RampartPatterns

/// What came out of compiling a rule set.
package struct FirewallStatistics: Sendable, Hashable {
  package let rules: Int
  /// Things that are looked for before the rules run.
  package let gates: Int
  /// Rules that are asked whatever occurs.
  package let ungatedRules: Int
  /// Bytes of the databases.
  package let databaseSize: Int
  package let isFromCache: Bool
  /// Why the cache could not be used.
  package let cacheProblems: [String]
  package let transformationNodes: Int

  init(_ plan: Plan) {
    rules = plan.rules.count
    gates = plan.gates.count
    ungatedRules = plan.always.reduce(0) { $0 + $1.nonzeroBitCount }
    databaseSize = plan.gates.sets.reduce(0) { $0 + $1.patterns.databaseSize }
    isFromCache = plan.gates.sets.allSatisfy { $0.patterns.origin == .cache }
    cacheProblems = plan.gates.sets.compactMap(\.patterns.cacheProblem)
    transformationNodes = plan.trie.count
  }
}
