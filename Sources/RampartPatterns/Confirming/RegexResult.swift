/// How a search for an expression ended.
package enum RegexResult: Sendable, Hashable {
  case noMatch
  /// The number of the highest group that took part, plus one; at most ``RegexScratch/groupCount``.
  case match(groups: Int)
  /// Neither found nor excluded: the limits were reached first.
  case limit(RegexLimit)
  /// The library could not do it; its code.
  case failure(Int32)
}

/// A limit that a match can reach.
package enum RegexLimit: Sendable, Hashable {
  case matches, depth, heap, stack, time
}
