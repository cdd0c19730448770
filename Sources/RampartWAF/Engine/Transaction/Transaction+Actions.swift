extension Transaction {
  func apply(_ assignment: PlanAssignment) {
    switch assignment.key {
    case .slot(let slot): tx[slot] = result(of: assignment.change, tx[slot])
    case .expanded(let key):
      let name = expand(key)
      let slot = plan.txKeys.find(name)
      if slot >= 0 {
        tx[Int(slot)] = result(of: assignment.change, tx[Int(slot)])
      } else {
        applyDynamic(assignment.change, name)
      }
    }
  }

  private func applyDynamic(_ change: PlanAssignment.Change, _ name: Bytes) {
    let index = dynamicTX.firstIndex { $0.key.equalsIgnoringCase(name) }
    let value = result(of: change, index.map { dynamicTX[$0].value } ?? .unset)
    if let index {
      dynamicTX[index].value = value
    } else if value.isSet, dynamicTX.count < Self.dynamicLimit {
      dynamicTX.append((store.copy(name), value))
    }
    dynamicTX.removeAll { !$0.value.isSet }
  }

  /// Keys that rules make out of a request; looked for one by one.
  private static var dynamicLimit: Int { 1024 }

  private func result(of change: PlanAssignment.Change, _ old: TXValue) -> TXValue {
    var old = old
    switch change {
    case .setLiteral(let range, let number): return TXValue(plan.literals[range], number: number)
    case .addNumber(let number): return TXValue(Self.sum(old.sum(), number))
    case .delete: return .unset
    case .set(let macro): return TXValue(expand(macro))
    case .add(let macro, let sign): return TXValue(Self.sum(old.sum(), sign * number(macro)))
    }
  }

  static func sum(_ left: Int, _ right: Int) -> Int {
    Int(Int32(clamping: left &+ right))
  }

  func apply(_ control: PlanControl) {
    switch control {
    case .removeRules(let bits): for word in bits.indices { removed[word] |= bits[word] }
    case .removeTarget(let target, let rules):
      remove([Plan.RemovedTarget(target: target, rules: rules)])
    case .requestBodyAccess(let isOn): facts.requestBodyAccess = isOn
    case .forceRequestBody(let isOn): facts.forcesRequestBody = isOn
    case .responseBodyAccess(let isOn): facts.responseBodyAccess = isOn
    case .auditEngine(let mode): auditEngine = mode
    case .requestBodyProcessor(let processor): facts.chosenProcessor = processor
    case .ruleEngine(let mode):
      // Who runs the engine to detect only does not want rules to block.
      engine = mode == .on && firewall.options.mode == .detect ? .detectionOnly : mode
    case .none: break
    }
  }
}
