/// A nondeterministic automaton without groups (Thompson, 1968): it says where an expression matches, not how.
struct Automaton: Sendable {
  var instructions: [AutomatonInstruction]
  var sets: [ByteSet]
  var entry: Int32
  /// Whether it reads what the expression matches from its end to its start.
  var isReversed: Bool

  /// What is asked of a byte after it was taken, or before.
  var setsOfConditions: [ByteSet] {
    var sets: Set<ByteSet> = []
    for instruction in instructions {
      switch instruction {
      case .condition: sets.formUnion([.wordBytes, ByteSet([0x0A])])
      case .look(_, let set, _, _): sets.insert(self.sets[Int(set)])
      case .byte, .fork, .accept: break
      }
    }
    return Array(sets)
  }
}
