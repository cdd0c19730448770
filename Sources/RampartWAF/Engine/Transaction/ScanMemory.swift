import RampartPatterns

/// What scans and expressions work in: one for each thread, whatever transactions are open on it.
final class ScanMemory {
  let strategy: Strategy
  let operators: OperatorScratch
  let patterns: PatternScratch
  let seenHeaders: SeenHeaders
  /// What a transformation writes before it is stored.
  @exclusivity(unchecked) var output: [UInt8] = []

  init(_ plan: Plan, _ strategy: Strategy) throws(PatternError) {
    self.strategy = strategy
    var limits = RegexLimits()
    if let matches = plan.settings.patternMatchLimit { limits.matches = UInt32(clamping: matches) }
    if let depth = plan.settings.patternRecursionLimit { limits.depth = UInt32(clamping: depth) }
    operators = try OperatorScratch(limits: limits)
    patterns = try PatternScratch(for: plan.gates.sets.map(\.patterns))
    seenHeaders = SeenHeaders(words: plan.gates.words)
    output.reserveCapacity(1 << 14)
  }
}
