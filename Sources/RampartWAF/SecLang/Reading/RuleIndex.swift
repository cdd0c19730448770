/// Where rules are, by what exceptions name them by.
struct RuleIndex {
  private var byID: [(id: Int, place: Int)] = []
  private var byTag: [String: [Int]] = [:]
  private var byMessage: [String: [Int]] = [:]

  init(_ entries: [DraftEntry]) {
    for (place, entry) in entries.enumerated() {
      guard case .rule(let draft) = entry else { continue }
      byID.append((draft.rule.id, place))
      for tag in Set(draft.rule.actions.tags.compactMap(\.literal)) { byTag[tag, default: []].append(place) }
      if let message = draft.rule.actions.message?.literal { byMessage[message, default: []].append(place) }
    }
    byID.sort { ($0.id, $0.place) < ($1.id, $1.place) }
  }

  func places(of selection: RuleExceptions.Selection) -> [Int] {
    switch selection {
    case .rules(.ids(let ranges)): ranges.flatMap(places)
    case .rules(.tag(let tag)): byTag[tag] ?? []
    case .rules(.message(let message)): byMessage[message] ?? []
    case .link(let id, _): places(in: id...id)
    }
  }

  private func places(in range: ClosedRange<Int>) -> [Int] {
    var (low, high) = (0, byID.count)
    while low < high {
      let middle = (low + high) / 2
      if byID[middle].id < range.lowerBound { low = middle + 1 } else { high = middle }
    }
    return byID[low...].prefix { $0.id <= range.upperBound }.map(\.place)
  }
}
