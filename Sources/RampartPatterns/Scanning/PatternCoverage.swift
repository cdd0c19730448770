/// What a set bit says. A bit that is not set always says that nothing of its request occurs.
package enum PatternCoverage: UInt8, Sendable, Hashable, Comparable {
  /// An expression occurs.
  case exact
  /// A weaker expression of our own making occurs, which does wherever the asked one does.
  case relaxed
  /// Vectorscan's own approximation occurs (its prefilter mode).
  case approximate
  /// Nothing: no form of an expression could be compiled, and the bit is set in every scan.
  case none

  package static func < (left: PatternCoverage, right: PatternCoverage) -> Bool {
    left.rawValue < right.rawValue
  }
}
