/// The commonest condition of a rule: a number in `TX` is compared with another, and nothing else.
struct TXComparison: Sendable {
  let slot: Int
  /// `&TX:name`
  let isCount: Bool
  let comparison: NumericComparison
  let isNegated: Bool

  func holds(_ left: Int64, _ right: Int64) -> Bool { comparison.holds(left, right) != isNegated }
}
