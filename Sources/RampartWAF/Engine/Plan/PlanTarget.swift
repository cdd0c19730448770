import RampartPatterns

/// What a rule looks at, with names resolved.
final class PlanTarget: Sendable {
  enum Source: Sendable {
    /// Values that stay as they are for the phase.
    case values([ValueKind])
    case tx(slot: Int)
    case allTX
    case matchedValues
    case matchedNames
    /// Worked out when it is asked for.
    case computed
    /// A collection that is kept nowhere.
    case nothing
  }

  enum Selector: Sendable {
    case all
    case key(Int32)
    case pattern(RegularExpression)
  }

  let variable: Variable
  let source: Source
  let selector: Selector
  let isCount: Bool
  /// Members that the rule itself leaves out.
  let exclusions: [Selector]
  /// The key as text, for `TX` and what is worked out.
  let key: ByteRange

  init(
    variable: Variable, source: Source, selector: Selector, isCount: Bool, exclusions: [Selector], key: ByteRange
  ) {
    self.variable = variable
    self.source = source
    self.selector = selector
    self.isCount = isCount
    self.exclusions = exclusions
    self.key = key
  }
}
