import RampartPatterns

extension PlanBuilder {
  /// Finds the members of `TX` that expressions select: the names are known with the rules, but for those that are made
  /// out of a request.
  mutating func selectSlots() throws(FirewallError) {
    do throws(PatternError) {
      let scratch = try RegexScratch()
      for target in plan.rules.flatMap({ $0.links.flatMap(\.targets) }) {
        guard case .allTX = target.source, case .pattern(let pattern) = target.selector else { continue }
        plan.selectedSlots[ObjectIdentifier(target)] = plan.txKeys.names.indices.filter { slot in
          plan.txKeys.names[slot].withUnsafeBytes { name in
            if case .match = pattern.match(name, scratch: scratch) { return true }
            return false
          }
        }
      }
    } catch {
      throw FirewallError(code: error.code, detail: error.detail, position: nil)
    }
  }
}
