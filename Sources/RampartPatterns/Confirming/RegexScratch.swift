import CPCRE2

/// The working memory of matches, and the groups of the last one.
///
/// One for each thread, for any number of expressions.
package final class RegexScratch {
  /// The groups that are kept: 0 to 9, which is what rules can name.
  package static let groupCount = 10

  let context: OpaquePointer
  let data: OpaquePointer
  let longestTime: Int64
  /// How many more states of automata one search may visit.
  let automatonSteps: Int
  /// How often PCRE2 was asked in the last search.
  @exclusivity(unchecked) package internal(set) var attempts = 0
  /// The last match has groups that would have taken too long to find.
  @exclusivity(unchecked) package internal(set) var areGroupsWithheld = false
  private let stack: OpaquePointer?
  private let limits: RegexLimits
  @exclusivity(unchecked) private var decisions: [ObjectIdentifier: DecisionMemory] = [:]
  @exclusivity(unchecked) private var decisionSize = 0

  // Of the states of all automata, in bytes. Beyond it they are forgotten.
  private static let mostDecisionMemory = 16 << 20

  package init(limits: RegexLimits = RegexLimits()) throws(PatternError) {
    guard let context = pcre2_match_context_create_8(nil) else {
      throw .library("pcre2_match_context_create", PCRE2_ERROR_NOMEMORY)
    }
    guard let data = pcre2_match_data_create_8(UInt32(Self.groupCount), nil) else {
      pcre2_match_context_free_8(context)
      throw .library("pcre2_match_data_create", PCRE2_ERROR_NOMEMORY)
    }
    self.limits = limits
    automatonSteps = limits.automatonSteps
    let (seconds, attoseconds) = limits.time.components
    longestTime = seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    self.context = context
    self.data = data
    // Without it compiled code has 32 KiB, and what does not fit falls to the interpreter.
    stack = pcre2_jit_stack_create_8(min(32 << 10, limits.stack), limits.stack, nil)
    pcre2_jit_stack_assign_8(context, nil, stack.map { UnsafeMutableRawPointer($0) })
    pcre2_set_match_limit_8(context, limits.matches)
    pcre2_set_depth_limit_8(context, limits.depth)
    pcre2_set_heap_limit_8(context, limits.heap)
  }

  deinit {
    pcre2_match_data_free_8(data)
    pcre2_match_context_free_8(context)
    pcre2_jit_stack_free_8(stack)
  }

  /// Sets how far one attempt of PCRE2 may go; the limit that was asked for stays the highest.
  func setMatchLimit(_ matches: Int) {
    pcre2_set_match_limit_8(context, min(limits.matches, UInt32(clamping: matches)))
  }

  func resetMatchLimit() {
    pcre2_set_match_limit_8(context, limits.matches)
  }

  /// The groups of a match of which only the whole is known.
  func setWhole(_ range: Range<Int>, of expression: RegularExpression) {
    areGroupsWithheld = expression.groupCount > 0
    guard let offsets = pcre2_get_ovector_pointer_8(data) else { return }
    offsets[0] = range.lowerBound
    offsets[1] = range.upperBound
  }

  /// Calls `body` with the states that the program has been in on this thread.
  func withMemory<Result>(of program: DecisionProgram, _ body: (DecisionMemory) -> Result) -> Result {
    let id = ObjectIdentifier(program)
    let known = decisions[id]
    let memory = known ?? DecisionMemory(program)
    let sizeBefore = known?.size ?? 0
    let result = body(memory)
    decisionSize += memory.size - sizeBefore
    if decisionSize > Self.mostDecisionMemory {
      decisions.removeAll()
      decisionSize = 0
    } else if known == nil {
      decisions[id] = memory
    }
    return result
  }

  /// Where a group of the last match lies in the text; nil where it took no part. To be asked only after a match, and
  /// for groups below the number that it gave.
  package func range(of group: Int) -> Range<Int>? {
    guard (0..<Self.groupCount).contains(group), let offsets = pcre2_get_ovector_pointer_8(data) else { return nil }
    // Unset is the highest number of C's size, which is -1 here. `\K` in a lookahead can put the start behind the end.
    let start = offsets[2 * group]
    let end = offsets[2 * group + 1]
    return start >= 0 && start <= end ? start..<end : nil
  }
}
