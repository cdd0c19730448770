/// The tree of phrases that an automaton is made from; states are numbered level by level.
struct PhraseTrie {
  private(set) var firstEdge: [Int32] = []
  private(set) var edgeBytes: [UInt8] = []
  private(set) var edgeTargets: [Int32] = []
  /// For each state the phrase that it spells, or -1.
  private(set) var ends: [Int32] = []

  // A run of the sorted phrases that share their beginning.
  private typealias Branch = Range<Int>

  init(_ phrases: [[UInt8]]) {
    let folded = phrases.map { $0.map(Self.folded) }
    // Of equal phrases the first stays the one that is named.
    let order = folded.indices.sorted { left, right in
      if folded[left] == folded[right] { return left < right }
      return folded[left].lexicographicallyPrecedes(folded[right])
    }
    var level: [Branch] = [order.indices]
    var depth = 0
    var stateCount = 1
    while !level.isEmpty {
      var nextLevel: [Branch] = []
      for branch in level {
        let spelled = branch.filter { folded[order[$0]].count == depth }
        ends.append(spelled.first.map { Int32(order[$0]) } ?? -1)
        firstEdge.append(Int32(edgeBytes.count))
        var start = branch.lowerBound + spelled.count
        while start < branch.upperBound {
          let byte = folded[order[start]][depth]
          let end = branch[start...].dropFirst().first { folded[order[$0]][depth] != byte } ?? branch.upperBound
          edgeBytes.append(byte)
          edgeTargets.append(Int32(stateCount))
          stateCount += 1
          nextLevel.append(start..<end)
          start = end
        }
      }
      level = nextLevel
      depth += 1
    }
    firstEdge.append(Int32(edgeBytes.count))
  }

  static func folded(_ byte: UInt8) -> UInt8 {
    (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
  }
}
