/// `ctl`, with the rules that it concerns worked out.
enum PlanControl: Sendable {
  /// One bit for each rule of the plan.
  case removeRules([UInt64])
  case removeTarget(PlanTarget, rules: [UInt64])
  case requestBodyAccess(Bool)
  case forceRequestBody(Bool)
  case responseBodyAccess(Bool)
  case auditEngine(EngineMode)
  case ruleEngine(EngineMode)
  case requestBodyProcessor(BodyProcessor)
  /// What this engine does in any case, or leaves to others.
  case none
}
