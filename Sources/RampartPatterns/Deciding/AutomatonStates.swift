/// Sets of an automaton's states that have been met, each with what stood beside it, and where they lead.
///
/// A state is told by where its row of transitions begins.
struct AutomatonStates {
  private let symbolCount: Int
  private let mostStates: Int
  /// A row for each state: the next state; where a match ends before the symbol, -2 minus the next state; or -1.
  // So the next state of most transitions is at hand without a single step of arithmetic: reading a text waits for it.
  private(set) var transitions: [Int32] = []
  private var members: [Int32] = []
  private var firstMember: [Int32] = [0]
  private var neighbours: [Neighbour] = []
  // Open addressing; -1 where it is free.
  private var table: [Int32]

  private static let mostTransitions = 1 << 17
  private static let mostMembers = 1 << 16
  private static let tableSize = 1 << 12

  init(symbolCount: Int) {
    self.symbolCount = symbolCount
    mostStates = min(Self.tableSize / 2, Self.mostTransitions / symbolCount)
    table = Array(repeating: -1, count: Self.tableSize)
  }

  var size: Int { 4 * (transitions.count + members.count + firstMember.count + table.count) }

  func neighbour(of state: Int) -> Neighbour { neighbours[state / symbolCount] }

  func members(of state: Int) -> ArraySlice<Int32> { members(ofNumber: state / symbolCount) }

  private func members(ofNumber number: Int) -> ArraySlice<Int32> {
    members[Int(firstMember[number])..<Int(firstMember[number + 1])]
  }

  static func transition(to next: Int, accepts: Bool) -> Int32 { Int32(accepts ? -2 - next : next) }

  mutating func setTransition(_ state: Int, _ symbol: Int, to next: Int, accepts: Bool) {
    transitions[state + symbol] = Self.transition(to: next, accepts: accepts)
  }

  /// The state with these members, in ascending order; nil where there is no room for it.
  mutating func state(of found: [Int32], _ neighbour: Neighbour) -> Int? {
    var slot = Self.hash(found, neighbour) & (Self.tableSize - 1)
    while table[slot] >= 0 {
      let number = Int(table[slot])
      if neighbours[number] == neighbour, members(ofNumber: number).elementsEqual(found) { return number * symbolCount }
      slot = (slot + 1) & (Self.tableSize - 1)
    }
    let number = neighbours.count
    guard number < mostStates, number == 0 || members.count + found.count <= Self.mostMembers else { return nil }
    table[slot] = Int32(number)
    neighbours.append(neighbour)
    members.append(contentsOf: found)
    firstMember.append(Int32(members.count))
    transitions.append(contentsOf: repeatElement(-1, count: symbolCount))
    return number * symbolCount
  }

  mutating func removeAll() {
    transitions.removeAll(keepingCapacity: true)
    members.removeAll(keepingCapacity: true)
    firstMember.removeLast(firstMember.count - 1)
    neighbours.removeAll(keepingCapacity: true)
    for slot in table.indices {
      table[slot] = -1
    }
  }

  private static func hash(_ members: [Int32], _ neighbour: Neighbour) -> Int {
    var hash = UInt64(neighbour.byte ?? 0) &+ (neighbour.isEdge ? 0x9E37_79B9 : 0x7F4A_7C15)
    for member in members {
      hash = (hash ^ UInt64(UInt32(bitPattern: member))) &* 0x100_0000_01B3
      hash ^= hash >> 29
    }
    return Int(truncatingIfNeeded: hash >> 1)
  }
}
