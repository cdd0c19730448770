import CPCRE2

/// Long texts, in which PCRE2 takes more than polynomial time for the expressions that rules are made of (CWE-1333).
///
/// An automaton says whether there is a match and where the leftmost one begins. PCRE2 is asked for the groups only, at
/// that place and nowhere else, and in the text up to where the longest match from there ends. Its machine code counts
/// nothing between two places, so it is its interpreter that is asked, which counts every step back.
extension RegularExpression {
  // One step back of the interpreter can read the rest of the text.
  private static let bytesOfAttempt = 1 << 24
  private static let fewestSteps = 50_000
  // Where there is a match, but so many states that its groups are not worth the time.
  private static let stepsForGroups = 1 << 19

  func decide(
    _ text: UnsafeRawBufferPointer, from start: Int, _ wantsGroups: Bool, _ memory: DecisionMemory,
    _ scratch: RegexScratch
  ) -> RegexResult {
    let isExact = memory.program.isExact
    var steps = scratch.automatonSteps
    let firstEnd: Int
    switch memory.ends.search(text, from: start, to: text.count, wantsLast: false, steps: &steps) {
    case .notFound: return .noMatch
    case .exhausted: return isExact ? .limit(.matches) : matchInSteps(text, from: start, scratch)
    case .found(let end): firstEnd = end
    }
    if isExact, !wantsGroups { return .match(groups: 0) }
    steps = min(steps, Self.stepsForGroups)
    let place = memory.starts.search(text, from: text.count, to: start, wantsLast: true, steps: &steps)
    guard case .found(let place) = place else {
      if !isExact { return matchInSteps(text, from: start, scratch) }
      scratch.setWhole(firstEnd..<firstEnd, of: self)
      return .match(groups: 1)
    }
    return isExact
      ? findGroups(text, at: place, memory, scratch, &steps) : matchInSteps(text, from: place, scratch)
  }

  private func findGroups(
    _ text: UnsafeRawBufferPointer, at place: Int, _ memory: DecisionMemory, _ scratch: RegexScratch,
    _ steps: inout Int
  ) -> RegexResult {
    var end = text.count
    if case .found(let found) = memory.lengths.search(
      text, from: place, to: text.count, wantsLast: true, steps: &steps)
    {
      end = found
    }
    // Anchors look at no more than two bytes behind a place, so up to the end they see the same as in the whole text.
    let part = UnsafeRawBufferPointer(rebasing: text[..<min(end + 2, text.count)])
    if let groups = attempt(part, at: place, end, part.count < text.count ? PCRE2_NOTEOL : 0, scratch) { return groups }
    // A path that ends where the part does, for `\b` or `\z` hold there, may have hidden the true one.
    if part.count < text.count, let groups = attempt(text, at: place, end, 0, scratch) { return groups }
    scratch.setWhole(place..<end, of: self)
    return .match(groups: 1)
  }

  private func attempt(
    _ text: UnsafeRawBufferPointer, at place: Int, _ end: Int, _ options: UInt32, _ scratch: RegexScratch
  ) -> RegexResult? {
    scratch.setMatchLimit(max(Self.fewestSteps, Self.bytesOfAttempt / (text.count - place + 1)))
    defer { scratch.resetMatchLimit() }
    let result = Self.result(run(text, place, PCRE2_ANCHORED | PCRE2_NO_JIT | options, scratch))
    guard case .match = result, let whole = scratch.range(of: 0), whole.upperBound <= end else { return nil }
    return result
  }

  /// For what no automaton decides: matches that begin in one part of the text after the other are searched for, and
  /// between them the time is looked at. A part is the shorter, the longer what lies behind it.
  func matchInSteps(_ text: UnsafeRawBufferPointer, from start: Int, _ scratch: RegexScratch) -> RegexResult {
    scratch.setMatchLimit(max(Self.fewestSteps, Self.bytesOfAttempt / (text.count - start + 1)))
    defer {
      scratch.resetMatchLimit()
      pcre2_set_offset_limit_8(scratch.context, Int(bitPattern: ~0))
    }
    let clock = ThreadClock()
    var place = start
    while true {
      let length = max(16, (1 << 20) / (text.count - place + 1))
      let isLast = text.count - place <= length
      pcre2_set_offset_limit_8(scratch.context, isLast ? Int(bitPattern: ~0) : place + length - 1)
      let status = run(text, place, PCRE2_NO_JIT, scratch)
      guard status == PCRE2_ERROR_NOMATCH, !isLast else { return Self.result(status) }
      if clock.nanoseconds > scratch.longestTime { return .limit(.time) }
      place += length
    }
  }
}
