/// The members of `TX` while a rule set is compiled, as far as they depend on no request.
struct KnownValues {
  private enum Member {
    case unset
    case text(String)
    /// Whatever a request makes of it.
    case unknown
  }

  private let plan: Plan
  private var members: [Member]

  init(_ plan: Plan) {
    self.plan = plan
    members = Array(repeating: .unset, count: plan.txKeys.count)
    for assignment in plan.initial { apply(assignment) }
  }

  /// By slot, of those that are set.
  var texts: [Int: String] {
    members.enumerated().reduce(into: [:]) { texts, member in
      if case .text(let text) = member.element { texts[member.offset] = text }
    }
  }

  func isKnown(_ slot: Int) -> Bool {
    if case .unknown = members[slot] { false } else { true }
  }

  mutating func forget(_ slot: Int) { members[slot] = .unknown }

  /// Whether a link matches in every transaction that comes to it, or in none; nil where that depends on the request.
  func outcome(_ link: PlanLink) -> Bool? {
    guard link.condition != nil else { return true }
    guard let test = link.comparison else { return nil }
    let relation = test.comparison.relation
    let left: Int64
    switch members[test.slot] {
    case .unknown: return nil
    case .unset where !test.isCount: return false
    case .unset: left = 0
    case .text(let text): left = test.isCount ? 1 : number(text, relation)
    }
    guard let right = test.comparison.literal ?? link.argument.flatMap({ self.text($0) }).map({ number($0, relation) })
    else { return nil }
    return test.holds(left, right)
  }

  /// Whether the rule matches with its whole chain; then what it sets is set. nil, with nothing set, where that depends
  /// on the request.
  mutating func outcome(_ rule: PlanRule) -> Bool? {
    let before = members
    for link in rule.links {
      guard let isMatched = outcome(link) else {
        members = before
        return nil
      }
      guard isMatched else { return false }
      for assignment in link.assignments { apply(assignment) }
    }
    return true
  }

  private mutating func apply(_ assignment: PlanAssignment) {
    guard case .slot(let slot) = assignment.key else { return }
    switch assignment.change {
    case .set(let macro): members[slot] = text(macro).map { .text($0) } ?? .unknown
    case .setLiteral(let range, _): members[slot] = .text(literal(range))
    case .add(let macro, let sign): add(text(macro).map { sign * sum($0) }, to: slot)
    case .addNumber(let number): add(number, to: slot)
    case .delete: members[slot] = .unset
    }
  }

  private mutating func add(_ number: Int?, to slot: Int) {
    guard let number else { return members[slot] = .unknown }
    switch members[slot] {
    case .unknown: break
    case .unset: members[slot] = .text(String(Transaction.sum(0, number)))
    case .text(let text): members[slot] = .text(String(Transaction.sum(sum(text), number)))
    }
  }

  private func text(_ macro: MacroPlan) -> String? {
    var result = ""
    for part in macro.parts {
      switch part {
      case .literal(let range): result += literal(range)
      case .tx(let slot):
        switch members[slot] {
        case .unset: break
        case .text(let text): result += text
        case .unknown: return nil
        }
      default: return nil
      }
    }
    return result
  }

  private func literal(_ range: ByteRange) -> String { String(decoding: plan.literals[range], as: UTF8.self) }

  private func number(_ text: String, _ relation: NumericComparison.Relation) -> Int64 {
    Array(text.utf8).withUnsafeBytes { NumericComparison.number($0, relation) }
  }

  private func sum(_ text: String) -> Int { Int(number(text, .equal)) }
}
