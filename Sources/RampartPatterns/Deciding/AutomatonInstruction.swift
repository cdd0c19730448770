/// One state of an automaton; the numbers are those of other states.
enum AutomatonInstruction: Sendable {
  /// Takes a byte of the set with this number.
  case byte(set: Int32, next: Int32)
  case fork(Int32, Int32)
  /// Goes on where the condition holds at the place at hand.
  case condition(BoundaryCondition, next: Int32)
  /// Goes on where the byte beside the place is in the set with this number, or there is none and that is allowed.
  case look(isAhead: Bool, set: Int32, allowsEdge: Bool, next: Int32)
  case accept
}
