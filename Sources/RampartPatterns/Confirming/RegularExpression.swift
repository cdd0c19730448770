import CPCRE2

/// One expression of PCRE2, compiled to machine code where that can be had.
///
/// Bytes, not Unicode: `.` is one byte, and no byte sequence is refused.
// Immutable after it was made; the library reads it from any number of threads at once.
package final class RegularExpression: @unchecked Sendable {
  /// Groups in the expression, without group 0.
  package let groupCount: Int
  /// Whether it runs as machine code.
  package let isCompiledToMachineCode: Bool
  private let code: OpaquePointer

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
  }

  deinit {
    pcre2_code_free_8(code)
  }

  /// Searches `text` from `start` on; what lies before it still counts for `^`, `\b` and what looks behind.
  ///
  /// The groups stand in `scratch` until its next match.
  package func match(
    _ text: UnsafeRawBufferPointer, from start: Int = 0, scratch: RegexScratch
  ) -> RegexResult {
    guard (0...text.count).contains(start) else { return .noMatch }
    return text.count - start <= Self.shortText
      ? Self.result(run(text, start, scratch)) : matchInSteps(text, from: start, scratch)
  }

  // The library's limits hold for each place where a match may begin, and there are as many as bytes: an expression that
  // runs to the end of the text from each of them is quadratic and hits no limit. So a long text is searched for matches
  // that begin in one part after the other, and between them the time is looked at. A part is the shorter, the longer
  // what lies behind it.
  private static let shortText = 2048
  private static let workOfStep = 1 << 22

  private func matchInSteps(
    _ text: UnsafeRawBufferPointer, from start: Int, _ scratch: RegexScratch
  ) -> RegexResult {
    defer { pcre2_set_offset_limit_8(scratch.context, Int(bitPattern: ~0)) }
    let clock = ThreadClock()
    var place = start
    while true {
      let step = max(64, Self.workOfStep / (text.count - place + 1))
      let isLast = text.count - place <= step
      pcre2_set_offset_limit_8(scratch.context, isLast ? Int(bitPattern: ~0) : place + step - 1)
      let status = run(text, place, scratch)
      guard status == PCRE2_ERROR_NOMATCH, !isLast else { return Self.result(status) }
      if clock.nanoseconds > scratch.longestTime { return .limit(.time) }
      place += step
    }
  }

  private func run(_ text: UnsafeRawBufferPointer, _ start: Int, _ scratch: RegexScratch) -> Int32 {
    let status = run(text, start, 0, scratch)
    return status == PCRE2_ERROR_JIT_STACKLIMIT ? run(text, start, PCRE2_NO_JIT, scratch) : status
  }

  private func run(
    _ text: UnsafeRawBufferPointer, _ start: Int, _ options: UInt32, _ scratch: RegexScratch
  ) -> Int32 {
    pcre2_match_8(
      code, text.baseAddress?.assumingMemoryBound(to: UInt8.self), text.count, start, options, scratch.data,
      scratch.context)
  }

  private static func result(_ status: Int32) -> RegexResult {
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
