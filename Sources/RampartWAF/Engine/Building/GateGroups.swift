/// Which gates are searched for together. A text is searched faster for few expressions than for many, and one that was
/// searched for the wrong ones must be searched again; so there are few groups, and the last has everything.
enum GateGroups {
  /// Values whose gates are fewer share a group.
  private static let limits = [6, 24, 64]

  /// - Parameter wishes: for each class of values, all that is ever looked for in it in one direction.
  static func groups(_ wishes: [Set<Int>]) -> [Set<Int>] {
    var groups: [Set<Int>] = []
    for limit in limits {
      let group = wishes.filter { $0.count <= limit }.reduce(into: Set<Int>()) { $0.formUnion($1) }
      if !group.isEmpty, group != groups.last { groups.append(group) }
    }
    let all = wishes.reduce(into: Set<Int>()) { $0.formUnion($1) }
    if !all.isEmpty, all != groups.last { groups.append(all) }
    return groups
  }
}
