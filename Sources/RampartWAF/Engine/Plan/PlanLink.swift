/// One link of a rule's chain, compiled.
final class PlanLink: Sendable {
  /// Empty for a `SecAction`, which always matches.
  let targets: [PlanTarget]
  let condition: CompiledOperator?
  /// Of a condition whose argument has macros.
  let argument: MacroPlan?
  let transformations: [Transformation]
  /// The end of the chain of transformations.
  let node: Int
  /// With `multiMatch`, every node on the way.
  let nodes: [Int]
  let isMultiMatch: Bool
  let captures: Bool
  /// The bit of the pattern set without which no value can match; -1 where it cannot be told beforehand.
  let gate: Int
  let assignments: [PlanAssignment]
  let controls: [PlanControl]
  let message: MacroPlan?
  let logData: MacroPlan?
  let severity: Int?
  /// Where the condition is no more than that.
  let comparison: TXComparison?

  /// Everything in it that is filled in when it is needed.
  var macros: [MacroPlan] {
    [argument, message, logData].compactMap(\.self) + assignments.flatMap(\.macros)
  }

  init(_ parts: Parts) {
    targets = parts.targets
    condition = parts.condition
    argument = parts.argument
    transformations = parts.transformations
    node = parts.node
    nodes = parts.nodes
    isMultiMatch = parts.isMultiMatch
    captures = parts.captures
    gate = parts.gate
    assignments = parts.assignments
    controls = parts.controls
    message = parts.message
    logData = parts.logData
    severity = parts.severity
    comparison = parts.comparison
  }

  /// What a link is made of, while it is put together.
  struct Parts {
    var targets: [PlanTarget] = []
    var condition: CompiledOperator?
    var argument: MacroPlan?
    var transformations: [Transformation] = []
    var node = TransformationTrie.root
    var nodes: [Int] = []
    var isMultiMatch = false
    var captures = false
    var gate = -1
    var assignments: [PlanAssignment] = []
    var controls: [PlanControl] = []
    var message: MacroPlan?
    var logData: MacroPlan?
    var severity: Int?
    var comparison: TXComparison?
  }
}
