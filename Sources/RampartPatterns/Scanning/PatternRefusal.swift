/// A form of an expression that Vectorscan did not take.
package struct PatternRefusal: Sendable, Hashable {
  /// The request that it belongs to.
  package var id: Int
  package var form: PatternCoverage
  package var message: String
}
