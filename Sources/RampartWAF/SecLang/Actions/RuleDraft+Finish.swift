extension RuleDraft {
  /// The rule with the defaults of its phase in it.
  func finished(_ defaults: [Int: PhaseDefaults]) -> Rule {
    let phase = phase ?? 2
    let standing = defaults[phase] ?? PhaseDefaults()
    var result = merged(standing, phase: phase)
    result.actions.disruption =
      switch disruption {
      case .certain(let disruption): disruption
      case .block, nil: standing.disruption
      }
    if result.actions.status == nil { result.actions.status = standing.status }
    result.actions.tags = standing.tags + result.actions.tags
    result.chain = links.map { $0.merged(standing, phase: phase) }
    return result
  }

  private func merged(_ standing: PhaseDefaults, phase: Int) -> Rule {
    var result = rule
    result.phase = phase
    result.actions.logs = logs ?? standing.logs
    result.actions.auditLogs = auditLogs ?? standing.auditLogs
    if !hasNoneTransformation { result.transformations = standing.transformations + result.transformations }
    return result
  }
}
