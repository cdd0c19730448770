extension RuleExceptions {
  struct Outcome {
    /// Those that concern no rule.
    var unused: [Exception] = []
    var fault: SecLangFault?
    var faultPosition: RulePosition?
  }

  /// Carries everything out, up to the first fault.
  func apply(to entries: inout [DraftEntry], _ limits: SecLangLimits) -> Outcome {
    let index = RuleIndex(entries)
    var outcome = Outcome()
    var removed: Set<Int> = []
    var work = 0
    for exception in all {
      let places = index.places(of: exception.selection)
      if places.isEmpty { outcome.unused.append(exception) }
      work += places.count
      if work > limits.exceptionWork {
        outcome.fault = SecLangFault(
          "tooManyExceptions", "removals and updates concern rules more than \(limits.exceptionWork) times")
        outcome.faultPosition = exception.position
        return outcome
      }
      for place in places {
        if case .remove = exception.change {
          removed.insert(place)
        } else if let fault = Self.change(&entries[place], exception, limits.partsOfRule) {
          outcome.fault = fault
          outcome.faultPosition = exception.position
          return outcome
        }
      }
    }
    if !removed.isEmpty {
      entries = entries.enumerated().filter { !removed.contains($0.offset) }.map(\.element)
    }
    return outcome
  }

  private static func change(_ entry: inout DraftEntry, _ exception: Exception, _ limit: Int) -> SecLangFault? {
    guard case .rule(var draft) = entry else { return nil }
    var link: Int?
    if case .link(_, let index) = exception.selection, index > 0 {
      guard index <= draft.links.count else {
        return SecLangFault("invalidUpdate", "the chain of rule \(draft.rule.id) has no rule \(index)")
      }
      link = index - 1
    }
    let fault = link.map { draft.links[$0].change(exception.change, limit) } ?? draft.change(exception.change, limit)
    entry = .rule(draft)
    return fault
  }
}

extension RuleDraft {
  fileprivate mutating func change(_ change: RuleExceptions.Change, _ limit: Int) -> SecLangFault? {
    switch change {
    case .remove: break
    case .targets(let targets): rule.targets += targets
    case .actions(let items):
      do throws(SecLangFault) {
        for item in items { try apply(item) }
      } catch {
        return error
      }
    }
    let actions = rule.actions
    let parts = max(rule.targets.count, rule.transformations.count, actions.tags.count, actions.assignments.count)
    guard parts <= limit, actions.controls.count <= limit, actions.persistentChanges.count <= limit else {
      return SecLangFault("tooManyTargets", "updates give a rule more than \(limit) variables or actions")
    }
    return nil
  }
}
