import RampartPatterns

/// `@pm` and `@pmFromFile`: one of many phrases, without regard to the case of ASCII letters.
///
/// Captures: 0 is the phrase whose occurrence ends first, as it stands in the rule; of several that end there, the
/// longest.
struct PhraseOperator: RuleOperator {
  private let phrases: [[UInt8]]
  private let automaton: PhraseAutomaton

  init(_ phrases: [String]) {
    self.phrases = phrases.filter { !$0.isEmpty }.map { Array($0.utf8) }
    automaton = PhraseAutomaton(self.phrases)
  }

  var gate: OperatorGate {
    if phrases.isEmpty { return .never }
    return .patterns(phrases.map { .literal($0, caseless: true) }, isSufficient: true)
  }

  func evaluate(
    _ value: UnsafeRawBufferPointer, argument: UnsafeRawBufferPointer?, scratch: OperatorScratch
  ) -> OperatorResult {
    guard let found = automaton.first(in: value) else { return .noMatch }
    if scratch.wantsCaptures {
      let phrase = phrases[found.phrase]
      scratch.match.set(0, (found.end - phrase.count)..<found.end)
      scratch.match.set(text: phrase)
    }
    return .match
  }
}
