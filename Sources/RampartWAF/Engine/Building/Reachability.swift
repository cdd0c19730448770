/// Which rules a transaction is expected to come to: those that no jump on the way leaves out, where only rules that
/// compare members of `TX` jump. So the rules of higher paranoia levels need not be looked for.
///
/// It is a guess and need not be right: a rule that is reached nevertheless is evaluated without a scan.
enum Reachability {
  static func predict(_ plan: Plan) -> [Bool] {
    var values = Values(plan)
    for assignment in plan.initial { values.apply(assignment) }
    var reached = Array(repeating: false, count: plan.rules.count)
    for phase in plan.phases {
      var index = phase.lowerBound
      while index < phase.upperBound {
        let rule = plan.rules[index]
        let isRemoved = plan.removed[index >> 6] & 1 << UInt64(index & 63) != 0
        reached[index] = !isRemoved
        guard !isRemoved, values.match(rule) else {
          index += 1
          continue
        }
        index = max(index + 1, rule.jump ?? 0)
      }
    }
    return reached
  }

  /// The members of `TX`, as far as they depend on no request.
  private struct Values {
    private let plan: Plan
    private var texts: [String?]

    init(_ plan: Plan) {
      self.plan = plan
      texts = Array(repeating: nil, count: plan.txKeys.count)
    }

    /// Whether the rule surely matches; then what it sets is set.
    mutating func match(_ rule: PlanRule) -> Bool {
      for link in rule.links {
        guard holds(link) else { return false }
        for assignment in link.assignments { apply(assignment) }
      }
      return true
    }

    private func holds(_ link: PlanLink) -> Bool {
      if link.condition == nil { return true }
      guard let comparison = link.comparison else { return false }
      let value = texts[comparison.slot]
      if !comparison.isCount, value == nil { return false }
      let left = comparison.isCount ? (value == nil ? 0 : 1) : number(value, comparison.with.relation)
      let right = comparison.with.literal ?? number(link.argument.flatMap { text($0) }, comparison.with.relation)
      return comparison.with.holds(left, right) != comparison.isNegated
    }

    mutating func apply(_ assignment: PlanAssignment) {
      guard case .slot(let slot) = assignment.key else { return }
      switch assignment.change {
      case .set(let macro): texts[slot] = text(macro)
      case .setLiteral(let range, _): texts[slot] = String(decoding: plan.literals[range], as: UTF8.self)
      case .add(let macro, let sign): texts[slot] = String(sum(texts[slot]) + sign * sum(text(macro)))
      case .addNumber(let number): texts[slot] = String(sum(texts[slot]) + number)
      case .delete: texts[slot] = nil
      }
    }

    private func text(_ macro: MacroPlan) -> String? {
      macro.parts.reduce("") { result, part in
        switch part {
        case .literal(let range): result + String(decoding: plan.literals[range], as: UTF8.self)
        case .tx(let slot): result + (texts[slot] ?? "")
        default: result
        }
      }
    }

    private func number(_ text: String?, _ relation: NumericComparison.Relation) -> Int64 {
      Array((text ?? "").utf8).withUnsafeBytes { NumericComparison.number($0, relation) }
    }

    private func sum(_ text: String?) -> Int { Int(number(text, .equal)) }
  }
}
