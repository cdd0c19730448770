import RampartPatterns

/// One request and its response, as the rules see them.
///
/// It is fed in the order of the phases: request line and headers, ``evaluateRequestHead()``, the body,
/// ``evaluateRequestBody()``, and the same for the response; ``log()`` comes last and always. What ``begin(_:)`` of the
/// workspace gave must be closed.
package final class Transaction {
  let firewall: Firewall
  let plan: Plan
  let memory: ScanMemory
  private let pool: TransactionPool
  private var isOpen = false
  let store = ByteStore()
  let table: ValueTable
  var parts: RequestParts
  @exclusivity(unchecked) var facts = MessageFacts()
  @exclusivity(unchecked) var requestHeaders: [(name: Bytes, value: Bytes)] = []
  var responseHeaders: [(name: Bytes, value: Bytes)] = []
  var requestBody: [UInt8] = []
  var responseBody: [UInt8] = []
  /// `REQBODY_ERROR_MSG`
  var parsedErrorMessage = Bytes.empty

  let tx: Column<TXValue>
  private let start: Column<TXValue>
  @exclusivity(unchecked) var dynamicTX: [(key: Bytes, value: TXValue)] = []
  let removed: Column<UInt64>
  @exclusivity(unchecked) private(set) var removedTargets: [Plan.RemovedTarget] = []
  /// Rules that one of them concerns.
  let removalPlaces: Column<UInt64>
  let candidates: Column<UInt64>
  let matchedValues = Column<MatchedValue>()
  /// The last of them, `MATCHED_VAR`.
  var matched: MatchedValue? { matchedValues.count > 0 ? matchedValues[matchedValues.count - 1] : nil }
  /// The values that the rule at hand has matched, for the log.
  let reported = Column<MatchedValue>()
  /// A rule at this place would follow the last match directly.
  @exclusivity(unchecked) var placeBehindMatch = 0
  var highestSeverity = 255
  var engine = EngineMode.on
  var allowed: RuleActions.AllowScope?
  @exclusivity(unchecked) var currentRule: PlanRule?
  /// Inside of `%{RULE.msg}`, whose text may ask for itself.
  var isExpandingRule = false
  var sanitised = SanitisedNames()

  /// The rules that matched and are to be logged, in order.
  @exclusivity(unchecked) package internal(set) var matches: [MatchedRule] = []
  /// There were more than are kept.
  package internal(set) var areMatchesCut = false
  /// What is to happen, or has happened already.
  package internal(set) var intervention: Intervention?
  /// What would have happened first if the engine blocked.
  package internal(set) var detected: Intervention?
  /// `ctl:auditEngine`
  package internal(set) var auditEngine = EngineMode.on
  /// An expression was given up at its limit, so that a rule may not have matched that should.
  package internal(set) var hasExceededLimit = false

  init(_ firewall: Firewall, _ memory: ScanMemory, _ pool: TransactionPool) {
    self.firewall = firewall
    self.memory = memory
    self.pool = pool
    plan = firewall.plan
    table = ValueTable(firewall.plan, store, memory)
    var limits = firewall.options.bodyLimits
    if let depth = plan.settings.requestBodyJSONDepthLimit { limits.jsonDepth = depth }
    if let arguments = plan.settings.argumentsLimit { limits.arguments = arguments }
    if let files = plan.settings.uploadFileLimit { limits.files = files }
    parts = RequestParts(limits: limits)
    start = plan.start.column(count: plan.txKeys.count)
    tx = Column(capacity: max(1, plan.txKeys.count))
    tx.append(.unset, count: plan.txKeys.count)
    removed = Column(capacity: max(1, plan.ruleWords))
    removed.append(0, count: plan.ruleWords)
    removalPlaces = Column(capacity: max(1, plan.ruleWords))
    removalPlaces.append(0, count: plan.ruleWords)
    candidates = Column(capacity: max(1, plan.ruleWords))
    candidates.append(0, count: plan.ruleWords)
  }

  /// More came of the response's body than is looked at.
  package var isResponseBodyCut: Bool { facts.isResponseBodyCut }

  /// Whether a rule has asked to keep the values of a match, and texts that repeat them, out of the audit log
  /// (`sanitiseArg` and its kin). To be asked when the transaction ends: the rule may come after the match.
  package func isSanitised(_ match: MatchedRule) -> Bool {
    match.values.contains { sanitised.contains($0.name) }
  }

  /// Whether rules of a phase that is still to come can ask for that.
  package var mayBeSanitisedLater: Bool { plan.sanitisesLate }

  /// Whether the body, which is markup, has an element or an attribute whose value belongs into no log.
  package var hasSecretMarkup: Bool { requestBody.withUnsafeBytes { SecretNames.areInMarkup($0) } }

  /// Lets one of the options' conditional exclusions hold for this transaction; to be called before the first phase.
  package func exclude(_ index: Int) {
    let exclusion = plan.conditional[index]
    for word in removed.indices { removed[word] |= exclusion.removed[word] }
    remove(exclusion.targets)
  }

  /// Takes variables away from rules.
  func remove(_ targets: [Plan.RemovedTarget]) {
    for target in targets {
      removedTargets.append(target)
      for word in removalPlaces.indices { removalPlaces[word] |= target.rules[word] }
    }
  }

  deinit {
    tx.destroy()
    start.destroy()
    removed.destroy()
    removalPlaces.destroy()
    candidates.destroy()
    matchedValues.destroy()
    reported.destroy()
  }

  /// Gives the memory back. The transaction must not be used any more.
  package func close() {
    guard isOpen else { return }
    isOpen = false
    matches.removeAll(keepingCapacity: true)
    pool.takeBack(self)
  }

  func begin(_ connection: ConnectionFacts) {
    isOpen = true
    store.removeAll()
    table.removeAll()
    parts.removeAll()
    facts = MessageFacts()
    facts.connection = connection
    requestHeaders.removeAll(keepingCapacity: true)
    responseHeaders.removeAll(keepingCapacity: true)
    requestBody.removeAll(keepingCapacity: requestBody.capacity <= 1 << 20)
    responseBody.removeAll(keepingCapacity: responseBody.capacity <= 1 << 20)
    parsedErrorMessage = .empty
    dynamicTX.removeAll(keepingCapacity: true)
    for index in removed.indices { removed[index] = plan.removed[index] }
    removedTargets.removeAll(keepingCapacity: true)
    removalPlaces.fill(0)
    remove(plan.removedTargets)
    clearMatched()
    placeBehindMatch = 0
    highestSeverity = 255
    allowed = nil
    matches.removeAll(keepingCapacity: true)
    areMatchesCut = false
    intervention = nil
    detected = nil
    auditEngine = .on
    sanitised = SanitisedNames()
    hasExceededLimit = false
    engine = initialEngine
    setInitialValues()
  }

  private func setInitialValues() {
    guard memory.strategy == .sequential else { return tx.copy(start) }
    tx.fill(.unset)
    for assignment in plan.initial { apply(assignment) }
  }

  private var initialEngine: EngineMode {
    switch firewall.options.mode {
    case .detect: plan.settings.engine == .off ? .off : .detectionOnly
    case .block: .on
    case nil: plan.settings.engine ?? .on
    }
  }
}
