/// The working memory of one step of an automaton.
struct AutomatonClosure {
  private var open: [Int32] = []
  // The turn in which a state was last added.
  private var turns: [UInt32]
  private var turn: UInt32 = 0
  // One bit for each state that is reached, so that they come in ascending order.
  private var reached: [UInt64]

  init(count: Int) {
    turns = Array(repeating: 0, count: count)
    reached = Array(repeating: 0, count: (count + 63) / 64)
    open.reserveCapacity(count)
  }

  var size: Int { 4 * open.capacity + 4 * turns.count + 8 * reached.count }

  mutating func begin() {
    open.removeAll(keepingCapacity: true)
    turn &+= 1
    guard turn == 0 else { return }
    for index in turns.indices {
      turns[index] = 0
    }
    turn = 1
  }

  mutating func add(_ state: Int32) {
    guard turns[Int(state)] != turn else { return }
    turns[Int(state)] = turn
    open.append(state)
  }

  /// Takes states for reached over the byte.
  mutating func reach(_ states: ArraySlice<Int32>, steps: inout Int) {
    steps -= states.count
    for state in states {
      reached[Int(state >> 6)] |= 1 << UInt64(state & 63)
    }
  }

  /// Follows what was added without taking a byte, then over one byte where there is one.
  ///
  /// - Returns: whether a match is complete before the byte.
  mutating func step(
    _ automaton: Automaton, over byte: UInt8?, left: Neighbour, right: Neighbour, steps: inout Int,
    into found: inout [Int32]
  ) -> Bool {
    var accepts = false
    while let state = open.popLast() {
      steps -= 1
      switch automaton.instructions[Int(state)] {
      case .accept: accepts = true
      case .fork(let one, let other):
        add(one)
        add(other)
      case .condition(let condition, let next):
        if condition.holds(left: left, right: right) { add(next) }
      case .look(let isAhead, let set, let allowsEdge, let next):
        if (isAhead ? right : left).byte.map(automaton.sets[Int(set)].contains) ?? allowsEdge { add(next) }
      case .byte(let set, let next):
        guard let byte, automaton.sets[Int(set)].contains(byte) else { continue }
        reached[Int(next >> 6)] |= 1 << UInt64(next & 63)
      }
    }
    collect(into: &found)
    return accepts
  }

  private mutating func collect(into found: inout [Int32]) {
    found.removeAll(keepingCapacity: true)
    for index in reached.indices where reached[index] != 0 {
      var word = reached[index]
      reached[index] = 0
      while word != 0 {
        found.append(Int32(index << 6 + word.trailingZeroBitCount))
        word &= word - 1
      }
    }
  }
}
