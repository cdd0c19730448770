/// One compilation: weakens what is refused until the rest is taken.
struct PatternCompilation {
  private var open: [PatternForms]
  private(set) var refusals: [PatternRefusal] = []
  private(set) var coverages: [(id: Int, coverage: PatternCoverage)] = []

  private var alone: [PatternDatabase] = []
  /// Places in `open` that are in a database of their own.
  private var settled: Set<Int> = []
  private let preference: PatternPreference

  // The library finds some refusals late, after the work for all the others, and it takes very long to find out that
  // large expressions have nothing in common. Long ones are compiled alone first.
  private static let longExpression = 1024

  init(_ requests: [PatternRequest], _ preference: PatternPreference) {
    self.preference = preference
    open = requests.flatMap { request in
      request.expressions.map { PatternForms(id: request.id, expression: $0, preference: preference) }
    }
  }

  mutating func run() throws(PatternError) -> [PatternDatabase] {
    for index in open.indices {
      try settleLongForm(index)
    }
    open = open.indices.filter { !settled.contains($0) }.map { open[$0] }
    while true {
      dropUncovered()
      let (items, owners) = items()
      if items.isEmpty { return alone }
      switch try PatternDatabase.compile(items) {
      case .compiled(let database):
        coverages += open.compactMap { forms in forms.current.map { (forms.id, $0.coverage) } }
        return [database] + alone
      case .refused(let index, let message):
        weaken(owners[index], message)
      }
    }
  }

  private func items() -> (items: [PatternDatabase.Item], owners: [Int]) {
    var items: [PatternDatabase.Item] = []
    var owners: [Int] = []
    var known: Set<Known> = []
    for (owner, forms) in open.enumerated() {
      for item in Self.items(forms) where known.insert(Known(expression: item.expression, id: item.id)).inserted {
        items.append(item)
        owners.append(owner)
      }
    }
    return (items, owners)
  }

  private struct Known: Hashable {
    var expression: PatternExpression
    var id: UInt32
  }

  private static func items(_ forms: PatternForms) -> [PatternDatabase.Item] {
    guard let form = forms.current else { return [] }
    return form.parts.map {
      PatternDatabase.Item(expression: $0, isApproximate: form.coverage == .approximate, id: UInt32(forms.id))
    }
  }

  private mutating func settleLongForm(_ index: Int) throws(PatternError) {
    while let form = open[index].current, form.parts.contains(where: { $0.bytes.count > Self.longExpression }) {
      switch try PatternDatabase.compile(Self.items(open[index]), only: open[index].id) {
      case .refused(_, let message): weaken(index, message)
      case .compiled(let database):
        if preference == .speed, form.coverage == .relaxed { setAside(index, database) }
        return
      }
    }
  }

  private mutating func setAside(_ index: Int, _ database: PatternDatabase) {
    alone.append(database)
    coverages.append((open[index].id, .relaxed))
    settled.insert(index)
  }

  private mutating func weaken(_ index: Int, _ message: String) {
    let form = open[index].current?.coverage ?? .none
    refusals.append(PatternRefusal(id: open[index].id, form: form, message: message))
    open[index].weaken()
  }

  private mutating func dropUncovered() {
    for forms in open where forms.current == nil {
      coverages.append((forms.id, .none))
    }
    open.removeAll { $0.current == nil }
  }
}
