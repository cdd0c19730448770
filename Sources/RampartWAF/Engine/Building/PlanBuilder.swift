import RampartPatterns

/// Compiles a rule set. Slow and plain: it runs once.
struct PlanBuilder {
  let ruleSet: RuleSet
  let options: FirewallOptions
  /// Nothing is going to be scanned: only what can be wrong is found out.
  let isRehearsal: Bool
  var plan = Plan()
  var literals: [UInt8] = []
  /// The rules in the order of the plan, as they were read.
  var sources: [Rule] = []
  /// Where a jump of each rule leads to, as an index of the plan.
  var jumps: [Int?] = []
  /// For each kind, the keys that rules name in it.
  var namedKeys: [ValueKind: Set<Int32>] = [:]
  /// Gates by what they look for.
  var gateNumbers: [[PatternExpression]: Int] = [:]
  var gateExpressions: [[PatternExpression]] = []

  static func build(
    _ ruleSet: RuleSet, _ options: FirewallOptions, isRehearsal: Bool = false
  ) throws(FirewallError) -> Plan {
    var builder = PlanBuilder(ruleSet: ruleSet, options: options, isRehearsal: isRehearsal)
    builder.order()
    builder.plan.settings = ruleSet.settings
    builder.plan.captureSlots = (0...9).map { builder.plan.txKeys.insert(String($0)) }
    builder.plan.limitsSlot = builder.plan.txKeys.insert("msc_pcre_limits_exceeded")
    builder.setInitialValues()
    for (index, rule) in builder.sources.enumerated() {
      builder.plan.rules.append(try builder.compile(rule, at: index))
    }
    builder.plan.sanitisesLate = builder.plan.rules[builder.plan.phases[3].lowerBound...].contains {
      !$0.description.sanitised.isEmpty
    }
    try builder.exclude()
    builder.noteUses()
    builder.plan.keys.freeze()
    builder.plan.txKeys.freeze()
    try builder.selectSlots()
    builder.plan.literals = LiteralPool(builder.literals)
    builder.plan.classes = ValueClasses(keyCount: builder.plan.keys.count, named: builder.namedKeys)
    try builder.gate()
    return builder.plan
  }

  /// Puts the rules of each phase together and finds where jumps lead to.
  private mutating func order() {
    for phase in 1...5 {
      let start = sources.count
      var markers: [(name: String, place: Int)] = []
      var entries: [Bool] = []
      var places: [Int] = []
      for entry in ruleSet.entries {
        switch entry {
        case .marker(let name):
          markers.append((name, sources.count))
          entries.append(false)
        case .rule(let rule) where rule.phase == phase:
          places.append(entries.count)
          entries.append(true)
          sources.append(rule)
        case .rule: break
        }
      }
      plan.phases[phase] = start..<sources.count
      for index in start..<sources.count {
        jumps.append(jump(of: sources[index], at: index, markers, entries, places[index - start], end: sources.count))
      }
    }
    let words = (sources.count + 63) / 64
    plan.removed = Array(repeating: 0, count: words)
    plan.always = Array(repeating: 0, count: words)
  }

  private func jump(
    of rule: Rule, at index: Int, _ markers: [(name: String, place: Int)], _ entries: [Bool], _ place: Int, end: Int
  ) -> Int? {
    if let name = rule.actions.skipAfter {
      // A marker at the same place stands behind the rule if it is for a later index.
      return markers.first { $0.name == name && $0.place > index }?.place ?? end
    }
    guard let skip = rule.actions.skip else { return nil }
    // Markers count, as in ModSecurity.
    let behind = entries.dropFirst(place + 1).prefix(skip)
    return min(end, index + 1 + behind.count { $0 })
  }

  private mutating func setInitialValues() {
    var values = options.assignments
    if let paranoia = options.paranoia {
      values += [("blocking_paranoia_level", String(paranoia)), ("detection_paranoia_level", String(paranoia))]
      // Of the Core Rule Set's third version.
      values += [("paranoia_level", String(paranoia)), ("executing_paranoia_level", String(paranoia))]
    }
    if let threshold = options.inboundThreshold {
      values.append(("inbound_anomaly_score_threshold", String(threshold)))
    }
    if let threshold = options.outboundThreshold {
      values.append(("outbound_anomaly_score_threshold", String(threshold)))
    }
    plan.initial = values.map { key, value in
      compile(Assignment(key: MacroText(literal: key), change: .set(MacroText(literal: value))))
    }
  }

  private mutating func noteUses() {
    plan.usedKinds = Array(repeating: false, count: ValueKind.allCases.count)
    for kind in plan.uses.flatMap({ ValueKind.kinds(of: $0, path: nil) }) { plan.usedKinds[Int(kind.rawValue)] = true }
    // Names come with their values.
    for kind in ValueKind.allCases {
      if let names = kind.names, plan.usedKinds[Int(names.rawValue)] { plan.usedKinds[Int(kind.rawValue)] = true }
    }
  }

  mutating func literal(_ text: String) -> ByteRange {
    let start = literals.count
    literals += text.utf8
    return ByteRange(start..<literals.count)
  }
}
