/// One `SecRule` or `SecAction` with everything chained to it, as it was read; nothing is expanded or compiled.
package struct Rule: Sendable {
  /// 0 in the links of a chain after the first, which have no id of their own.
  package var id: Int
  /// 1 to 5: request head, request body, response head, response body, logging.
  package var phase: Int
  package var position: RulePosition
  /// Empty for a `SecAction`.
  package var targets: [RuleTarget] = []
  /// Nil for a `SecAction`, which always matches.
  package var condition: OperatorCall?
  /// In the order in which they are applied; what stood before the last `t:none` is gone already.
  package var transformations: [Transformation] = []
  /// The operator is tried on what comes out of each transformation and not of the last alone.
  package var isMultiMatch = false
  package var captures = false
  package var actions = RuleActions()
  /// The links behind this one, each of which must match too. Flat: a link has no chain itself.
  package var chain: [Rule] = []

  package init(id: Int, phase: Int, position: RulePosition) {
    self.id = id
    self.phase = phase
    self.position = position
  }
}

/// Where a rule begins.
package struct RulePosition: Sendable, Hashable, CustomStringConvertible {
  package var file: String
  package var line: Int

  package init(file: String, line: Int) {
    self.file = file
    self.line = line
  }

  package var description: String { "\(file):\(line)" }
}
