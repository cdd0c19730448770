/// Which gates are searched for together. A text is searched faster for few expressions than for many, and one that was
/// searched for the wrong ones must be searched again; so there are few groups, and the last has everything.
enum GateGroups {
  /// Values whose gates are fewer share a group.
  private static let limits = [6, 24, 64]

  /// Most chains of transformations belong to so few rules; what they make of a value is the larger part of all scans.
  private static let rare = 4

  /// - Parameters:
  ///   - wishes: for each class of values, all that is ever looked for in it in one direction.
  ///   - changed: what is looked for in that which a chain of transformations makes of a value.
  static func groups(_ wishes: [Set<Int>], ofChanged changed: [Set<Int>]) -> [Set<Int>] {
    var groups: [Set<Int>] = []
    let few = changed.filter { $0.count <= rare }.reduce(into: Set<Int>()) { $0.formUnion($1) }
    let all = changed.reduce(into: Set<Int>()) { $0.formUnion($1) }
    for group in [few, all] where !group.isEmpty && group != groups.last { groups.append(group) }
    for limit in limits {
      let group = wishes.filter { $0.count <= limit }.reduce(into: Set<Int>()) { $0.formUnion($1) }
      if !group.isEmpty, group != groups.last { groups.append(group) }
    }
    let every = wishes.reduce(into: Set<Int>()) { $0.formUnion($1) }
    if !every.isEmpty, every != groups.last { groups.append(every) }
    return groups
  }
}
