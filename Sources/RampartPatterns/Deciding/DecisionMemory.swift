/// The states that one program has been in, for one thread.
final class DecisionMemory {
  let program: DecisionProgram
  /// Finds where the first match to end does so.
  let ends: LazyAutomaton
  /// Finds where the leftmost match begins.
  let starts: LazyAutomaton
  /// Finds where the longest match from a place ends.
  let lengths: LazyAutomaton

  init(_ program: DecisionProgram) {
    self.program = program
    ends = LazyAutomaton(program.forward, program.symbols, isAnchored: false)
    starts = LazyAutomaton(program.backward, program.symbols, isAnchored: false)
    lengths = LazyAutomaton(program.forward, program.symbols, isAnchored: true)
  }

  /// In bytes, roughly.
  var size: Int { ends.size + starts.size + lengths.size }
}
