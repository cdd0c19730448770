/// Collects what values of each class are to be scanned for.
struct GateWishes {
  private var masks: [[Int: [UInt64]]]
  private let words: Int
  private let classes: Int
  /// For each class, what is looked for in any phase; those of requests and of responses are never the same.
  private var byClass: [Set<Int>]
  private var isOfResponse: [Bool]

  init(_ plan: Plan) {
    words = plan.gates.words
    classes = plan.classes.count
    masks = Array(repeating: [:], count: 6 * plan.classes.count)
    byClass = Array(repeating: [], count: plan.classes.count)
    isOfResponse = Array(repeating: false, count: plan.classes.count)
  }

  mutating func add(_ link: PlanLink, phase: Int, _ plan: Plan) {
    for target in link.targets {
      guard case .values(let kinds) = target.source else { continue }
      for kind in kinds {
        for valueClass in concerned(target, kind, plan) {
          byClass[Int(valueClass)].insert(link.gate)
          isOfResponse[Int(valueClass)] = kind.isOfResponse
          for node in link.isMultiMatch ? link.nodes : [link.node] {
            masks[phase * classes + Int(valueClass)][node, default: Array(repeating: 0, count: words)][
              link.gate >> 6] |=
              1 << UInt64(link.gate & 63)
          }
        }
      }
    }
  }

  /// What a pattern selects is only known with the keys of a request, so it may be every class of the kind.
  private func concerned(_ target: PlanTarget, _ kind: ValueKind, _ plan: Plan) -> Set<Int32> {
    if case .key(let key) = target.selector { return [plan.classes[kind, key]] }
    var result: Set<Int32> = [plan.classes[kind, -1]]
    for key in 0..<plan.keys.count {
      let isExcluded = target.exclusions.contains { if case .key(Int32(key)) = $0 { true } else { false } }
      if !isExcluded { result.insert(plan.classes[kind, Int32(key)]) }
    }
    return result
  }

  func wanted(_ plan: Plan) -> WantedScans {
    var wanted = WantedScans()
    for wishes in masks { wanted.append(wishes, maskWords: words) }
    return wanted
  }

  /// The gates that are searched for together; the smallest groups come first.
  var groups: [Set<Int>] {
    let groups = [false, true].flatMap { side in
      GateGroups.groups(
        byClass.indices.filter { isOfResponse[$0] == side }.map { byClass[$0] }, ofChanged: changed(isOfResponse: side))
    }
    return groups.sorted { $0.count < $1.count }
  }

  /// What is looked for in that which transformations make of a value, for each class and node.
  private func changed(isOfResponse side: Bool) -> [Set<Int>] {
    masks.enumerated().filter { isOfResponse[$0.offset % classes] == side }.flatMap { _, nodes in
      nodes.filter { $0.key != TransformationTrie.root }.map { gates(in: $0.value) }
    }
  }

  private func gates(in mask: [UInt64]) -> Set<Int> {
    Set((0..<mask.count * 64).filter { mask.contains(bit: $0) })
  }
}
