/// What a client did, as far as it tells whether it looks hostile.
struct ClientRecord: Sendable {
  private var classes: Set<String> = []
  private var rules: Set<Int> = []
  private var isScanner = false
  private var transaction = ""
  private var score = 0
  private var highestScore = 0

  mutating func add(_ entry: AuditEntry, _ options: TuningOptions) {
    let family = RuleFamily(entry.rule)
    guard family != .machinery else { return }
    if family == .scanner { isScanner = true }
    // More than enough is not kept.
    if rules.count < options.hostileRules { rules.insert(entry.rule) }
    for tag in entry.tags where classes.count < options.hostileClasses {
      if let name = RuleFamily.attackClass(tag) { classes.insert(name) }
    }
    // The gateway writes the lines of a request together.
    if entry.transaction != transaction {
      transaction = entry.transaction
      score = 0
    }
    score += entry.score
    highestScore = max(highestScore, score)
  }

  func signs(_ options: TuningOptions) -> Set<HostileSign> {
    var signs: Set<HostileSign> = []
    if isScanner { signs.insert(.scanner) }
    if classes.count >= options.hostileClasses { signs.insert(.classes) }
    if rules.count >= options.hostileRules { signs.insert(.rules) }
    if highestScore >= options.hostileScore { signs.insert(.score) }
    return signs
  }
}
