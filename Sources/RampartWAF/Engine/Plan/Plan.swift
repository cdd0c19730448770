import RampartPatterns

/// A rule set, compiled for evaluation. The rules of a phase stand together, in their order.
struct Plan: Sendable {
  var rules: [PlanRule] = []
  /// Of phase p, at p: which rules belong to it.
  var phases: [Range<Int>] = Array(repeating: 0..<0, count: 6)
  /// Rules that are asked whatever occurs in the values: bits of all rules.
  var always: [UInt64] = []
  /// Rules that every transaction leaves out.
  var removed: [UInt64] = []
  /// Removals of variables that hold for every transaction.
  var removedTargets: [RemovedTarget] = []
  /// Rules of which members of `TX` may be taken away.
  var disturbed: [UInt64] = []
  /// For each exclusion that a transaction may ask for.
  var conditional: [(removed: [UInt64], targets: [RemovedTarget])] = []
  var trie = TransformationTrie()
  var keys = KeyTable()
  var txKeys = KeyTable()
  var literals = LiteralPool([])
  /// Of `TX.0` to `TX.9`.
  var captureSlots: [Int] = []
  /// For targets such as `TX:/^a/`: the slots whose names the expression selects.
  var selectedSlots: [ObjectIdentifier: [Int]] = [:]
  /// Set before the rules run.
  var initial: [PlanAssignment] = []
  /// The same with what the settled rules set.
  var start = StartValues([:])
  var classes = ValueClasses()
  var gates = GatePlan()
  /// Variables that some rule looks at or expands.
  var uses: Set<Variable> = []
  /// The same for the kinds of values, by their number.
  var usedKinds: [Bool] = []
  /// What exclusions name and there is not.
  var notices: [String] = []
  /// Rules behind those of the request ask for values not to be logged.
  var sanitisesLate = false
  /// The member of `TX` that says that an expression was given up.
  var limitsSlot = 0
  var settings = EngineSettings()

  var ruleWords: Int { (rules.count + 63) / 64 }

  /// Whether every transaction leaves out the rule at a place.
  func isRemoved(_ place: Int) -> Bool { removed.contains(bit: place) }

  struct RemovedTarget: Sendable {
    let target: PlanTarget
    let rules: [UInt64]
  }
}
