extension Transaction {
  /// The rules of a phase, in order.
  func evaluate(phase: Int) -> Intervention? {
    guard engine != .off, isAllowed(phase) else { return phase == 5 ? nil : intervention }
    // What was decided stands; only the log phase still comes.
    if intervention != nil, phase != 5 { return intervention }
    allowed = nil
    let decided = intervention
    let range = plan.phases[phase]
    var index = range.lowerBound
    if memory.strategy == .gated {
      for word in candidates.indices { candidates[word] = plan.always[word] }
      table.collect(phase: phase, into: candidates)
    } else {
      candidates.fill(.max)
    }
    while let place = next(from: index, to: range.upperBound) {
      index = place + 1
      if placeBehindMatch != place { clearMatched() }
      guard evaluate(plan.rules[place], at: place) else { continue }
      if let jump = plan.rules[place].jump { index = max(index, jump) }
      placeBehindMatch = index
      if intervention != decided || allowed != nil { break }
    }
    // No rule of another phase follows one of this.
    placeBehindMatch = -1
    return intervention
  }

  private func isAllowed(_ phase: Int) -> Bool {
    switch allowed {
    case .transaction: phase == 5
    case .request: phase > 2
    case .phase, nil: true
    }
  }

  /// The next rule that may match.
  @inline(__always)
  private func next(from index: Int, to end: Int) -> Int? {
    guard index < end else { return nil }
    var word = index >> 6
    var bits = candidates[word] & ~removed[word] & (.max << UInt64(index & 63))
    while bits == 0 {
      word += 1
      guard word << 6 < end else { return nil }
      bits = candidates[word] & ~removed[word]
    }
    let place = word << 6 | bits.trailingZeroBitCount
    return place < end ? place : nil
  }

  func clearMatched() {
    matchedValues.removeAll()
  }

  /// Records what is to happen, or would.
  @discardableResult
  func intervene(_ kind: Intervention.Kind, status: Int, cause: Intervention.Cause) -> Intervention? {
    let wanted = Intervention(kind, status: status, cause: cause)
    guard engine == .on else {
      if detected == nil { detected = wanted }
      return nil
    }
    if intervention == nil { intervention = wanted }
    return intervention
  }
}
