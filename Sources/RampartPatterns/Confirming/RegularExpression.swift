import CPCRE2
import Synchronization

/// One expression of PCRE2, compiled to machine code where that can be had.
///
/// Bytes, not Unicode: `.` is one byte, and no byte sequence is refused.
// Immutable after it was made but for the program, which has a lock; the library reads it from any number of threads.
package final class RegularExpression: @unchecked Sendable {
  /// Groups in the expression, without group 0.
  package let groupCount: Int
  /// Whether it runs as machine code.
  package let isCompiledToMachineCode: Bool
  let code: OpaquePointer
  private let decision: Mutex<DecisionState>

  /// Longer texts are decided by an automaton.
  package static let shortText = 64

  /// Thrown is what is wrong with the expression and where.
  ///
  /// - Parameter machineCode: false for an expression that is used once, where that is not worth its time.
  package init(
    _ expression: some Collection<UInt8>, options: PatternOptions = [], machineCode: Bool = true
  ) throws(RegularExpressionError) {
    let bytes = Array(expression)
    var status: Int32 = 0
    var offset = 0
    let code = pcre2_compile_8(bytes, bytes.count, Self.flags(options), &status, &offset, nil)
    guard let code else { throw RegularExpressionError(message: Self.message(status), offset: offset) }
    self.code = code
    isCompiledToMachineCode = machineCode && pcre2_jit_compile_8(code, PCRE2_JIT_COMPLETE) == 0
    var groups: UInt32 = 0
    pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_CAPTURECOUNT), &groups)
    groupCount = Int(groups)
    decision = Mutex(.notMade(PatternExpression(bytes, options: options)))
  }

  deinit {
    pcre2_code_free_8(code)
  }

  /// Searches `text` from `start` on; what lies before it still counts for `^`, `\b` and what looks behind.
  ///
  /// The groups stand in `scratch` until its next match. Of a long text it can be that only group 0 is known, where the
  /// others would take too long to find.
  ///
  /// - Parameter wantsGroups: false where only the answer counts, which is cheaper; the groups are not to be asked for.
  package func match(
    _ text: UnsafeRawBufferPointer, from start: Int = 0, wantsGroups: Bool = true, scratch: RegexScratch
  ) -> RegexResult {
    scratch.attempts = 0
    scratch.areGroupsWithheld = false
    guard (0...text.count).contains(start) else { return .noMatch }
    guard text.count - start > Self.shortText else { return Self.result(run(text, start, scratch)) }
    guard let program else { return matchInSteps(text, from: start, scratch) }
    return scratch.withMemory(of: program) { decide(text, from: start, wantsGroups, $0, scratch) }
  }

  /// What decides long texts; nil where nothing can.
  var program: DecisionProgram? {
    decision.withLock { state in
      switch state {
      case .made(let program): return program
      case .notMade(let expression):
        let program = DecisionProgram(expression)
        state = .made(program)
        return program
      }
    }
  }

  private func run(_ text: UnsafeRawBufferPointer, _ start: Int, _ scratch: RegexScratch) -> Int32 {
    let status = run(text, start, 0, scratch)
    return status == PCRE2_ERROR_JIT_STACKLIMIT ? run(text, start, PCRE2_NO_JIT, scratch) : status
  }

  func run(_ text: UnsafeRawBufferPointer, _ start: Int, _ options: UInt32, _ scratch: RegexScratch) -> Int32 {
    scratch.attempts += 1
    return pcre2_match_8(
      code, text.baseAddress?.assumingMemoryBound(to: UInt8.self), text.count, start, options, scratch.data,
      scratch.context)
  }

  static func result(_ status: Int32) -> RegexResult {
    switch status {
    case PCRE2_ERROR_NOMATCH: .noMatch
    case 1...: .match(groups: Int(status))
    // More groups than are kept.
    case 0: .match(groups: RegexScratch.groupCount)
    case PCRE2_ERROR_MATCHLIMIT: .limit(.matches)
    case PCRE2_ERROR_DEPTHLIMIT: .limit(.depth)
    case PCRE2_ERROR_HEAPLIMIT: .limit(.heap)
    case PCRE2_ERROR_JIT_STACKLIMIT: .limit(.stack)
    default: .failure(status)
    }
  }

  private static func flags(_ options: PatternOptions) -> UInt32 {
    // `\C` and the like do no harm without UTF.
    var flags = PCRE2_USE_OFFSET_LIMIT
    if options.contains(.caseless) { flags |= PCRE2_CASELESS }
    if options.contains(.dotAll) { flags |= PCRE2_DOTALL }
    if options.contains(.multiline) { flags |= PCRE2_MULTILINE }
    return flags
  }

  private static func message(_ status: Int32) -> String {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 256) { buffer in
      let length = pcre2_get_error_message_8(status, buffer.baseAddress, buffer.count)
      guard length > 0 else { return "error \(status)" }
      return String(decoding: buffer.prefix(Int(length)), as: UTF8.self)
    }
  }
}
