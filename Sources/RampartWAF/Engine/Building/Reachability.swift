/// Which rules a transaction is expected to come to: those that no jump on the way leaves out, where only rules that
/// compare members of `TX` jump. So the rules of higher paranoia levels need not be looked for.
///
/// It is a guess and need not be right: a rule that is reached nevertheless is evaluated without a scan.
enum Reachability {
  static func predict(_ plan: Plan) -> [Bool] {
    var values = KnownValues(plan)
    var reached = Array(repeating: false, count: plan.rules.count)
    for phase in plan.phases {
      var index = phase.lowerBound
      while index < phase.upperBound {
        let rule = plan.rules[index]
        let isRemoved = plan.isRemoved(index)
        reached[index] = !isRemoved
        guard !isRemoved, values.outcome(rule) == true else {
          index += 1
          continue
        }
        index = max(index + 1, rule.jump ?? 0)
      }
    }
    return reached
  }
}
