/// Makes an automaton of a node, from its end to its start, so that what follows is there already.
struct AutomatonBuilder {
  struct TooLarge: Error {}

  private var instructions: [AutomatonInstruction] = [.accept]
  private var sets: [ByteSet] = []
  private var numbers: [ByteSet: Int32] = [:]
  private var work = 0
  private let isReversed: Bool
  private let isMultiline: Bool

  // Counted repetitions are written out; an expression can ask for more of them than there is memory.
  private static let mostInstructions = 1 << 15
  // Of nodes, for repetitions of nothing make no instructions.
  private static let mostWork = 1 << 17

  private init(isReversed: Bool, isMultiline: Bool) {
    self.isReversed = isReversed
    self.isMultiline = isMultiline
  }

  static func build(_ node: ExpressionNode, isReversed: Bool, isMultiline: Bool) throws(TooLarge) -> Automaton {
    var builder = AutomatonBuilder(isReversed: isReversed, isMultiline: isMultiline)
    let entry = try builder.add(node, before: 0)
    return Automaton(
      instructions: builder.instructions, sets: builder.sets, entry: entry, isReversed: isReversed)
  }

  /// Where `node` begins, if `next` follows it.
  private mutating func add(_ node: ExpressionNode, before next: Int32) throws(TooLarge) -> Int32 {
    work += 1
    guard work <= Self.mostWork else { throw TooLarge() }
    switch node {
    case .empty: return next
    case .bytes(let set): return try append(.byte(set: number(of: set), next: next))
    case .anchor(let anchor):
      return try append(.condition(BoundaryCondition(anchor, isMultiline: isMultiline), next: next))
    case .look(let isAhead, let set, let allowsEdge):
      return try append(.look(isAhead: isAhead, set: number(of: set), allowsEdge: allowsEdge, next: next))
    case .sequence(let elements):
      var entry = next
      for index in elements.indices {
        entry = try add(elements[isReversed ? index : elements.count - 1 - index], before: entry)
      }
      return entry
    case .choice(let branches):
      var entry = try add(branches[0], before: next)
      for branch in branches.dropFirst() {
        let other = try add(branch, before: next)
        entry = try append(.fork(entry, other))
      }
      return entry
    case .repetition(let child, let minimum, let maximum):
      return try addRepetition(of: child, minimum, maximum, before: next)
    }
  }

  private mutating func addRepetition(
    of child: ExpressionNode, _ minimum: Int, _ maximum: Int?, before next: Int32
  ) throws(TooLarge) -> Int32 {
    var entry = next
    var needed = minimum
    if let maximum {
      for _ in minimum..<maximum {
        let body = try add(child, before: entry)
        entry = try append(.fork(body, next))
      }
    } else {
      let loop = try append(.fork(next, next))
      let body = try add(child, before: loop)
      instructions[Int(loop)] = .fork(body, next)
      // Once through the loop is once.
      entry = minimum > 0 ? body : loop
      needed = max(0, minimum - 1)
    }
    for _ in 0..<needed {
      entry = try add(child, before: entry)
    }
    return entry
  }

  private mutating func append(_ instruction: AutomatonInstruction) throws(TooLarge) -> Int32 {
    guard instructions.count < Self.mostInstructions else { throw TooLarge() }
    instructions.append(instruction)
    return Int32(instructions.count - 1)
  }

  private mutating func number(of set: ByteSet) -> Int32 {
    if let number = numbers[set] { return number }
    let number = Int32(sets.count)
    sets.append(set)
    numbers[set] = number
    return number
  }
}
