import RampartPatterns

/// What is looked for in values before the rules run, and which rules wait for it.
///
/// INVARIANT: a rule that is not among the candidates cannot match. So what is wanted may be too much and never too little.
struct GatePlan: Sendable {
  /// Patterns that are searched for together.
  struct Group: Sendable {
    let patterns: PatternSet
    /// The gates in it.
    let mask: [UInt64]
  }

  /// The number of gates, which is the number of bits of an answer.
  var count = 0
  /// From the smallest to the largest.
  var sets: [Group] = []
  var wanted = WantedScans()
  /// By phase and gate: the rules that wait for it.
  var rules: [[Int32]] = []

  var words: Int { (count + 63) / 64 }

  /// The smallest set with all of these gates.
  func set(for mask: UnsafePointer<UInt64>) -> Int {
    for (index, set) in sets.enumerated() {
      var isEnough = true
      for word in 0..<words where mask[word] & ~set.mask[word] != 0 { isEnough = false }
      if isEnough { return index }
    }
    preconditionFailure("a gate is in no set")
  }
}
