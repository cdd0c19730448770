package import RampartPatterns

/// The working memory of operators, one for each thread.
package final class OperatorScratch {
  /// Whether the rule at hand has `capture`. Without it ``match`` stays empty, which is cheaper.
  @exclusivity(unchecked) package var wantsCaptures = false
  /// What the last evaluation captured; to be read only where it matched.
  @exclusivity(unchecked) package internal(set) var match = OperatorMatch()
  /// A match has groups that would have taken too long to find; whoever reads it clears it.
  @exclusivity(unchecked) package var hasWithheldGroups = false
  /// Also for keys of collections, which rules choose by expressions.
  package let regularExpressions: RegexScratch

  package init(limits: RegexLimits = RegexLimits()) throws(PatternError) {
    regularExpressions = try RegexScratch(limits: limits)
  }
}
