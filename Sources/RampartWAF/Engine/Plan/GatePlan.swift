import RampartPatterns

/// What is looked for in values before the rules run, and which rules wait for it.
///
/// INVARIANT: a rule that is not among the candidates cannot match. So what is wanted may be too much and never too little.
struct GatePlan: Sendable {
  /// Patterns that are searched for together.
  struct Group: Sendable {
    let patterns: PatternSet
    /// Gates that are only searched for where they are wanted.
    let lone: [Int]
  }

  /// The number of gates, which is the number of bits of an answer.
  var count = 0
  /// From the smallest to the largest.
  private(set) var sets: [Group] = []
  /// The gates in each of them, so many words for each.
  private(set) var masks: [UInt64] = []
  var wanted = WantedScans()
  /// By phase and gate: the rules that wait for it.
  var rules: [[Int32]] = []

  var words: Int { (count + 63) / 64 }

  mutating func append(_ patterns: PatternSet, of gates: [UInt64]) {
    sets.append(Group(patterns: patterns, lone: patterns.lone))
    masks += gates
  }

  /// The smallest set with all of these gates.
  func set(for mask: UnsafePointer<UInt64>) -> Int {
    let words = words
    return masks.withUnsafeBufferPointer { masks in
      var start = 0
      while start < masks.count {
        var missing: UInt64 = 0
        for word in 0..<words { missing |= mask[word] & ~masks[start + word] }
        if missing == 0 { return start / words }
        start += words
      }
      preconditionFailure("a gate is in no set")
    }
  }
}
