/// How far one match may go before it is given up (CWE-1333).
package struct RegexLimits: Sendable, Hashable {
  /// Processor time of a search in a long text for an expression that no automaton decides. Looked at now and then, so
  /// that it can take a little longer.
  package var time: Duration = .milliseconds(20)
  /// Steps of the matcher at one place; what a step is differs between compiled and interpreted code.
  package var matches: UInt32 = 1_000_000
  /// States of an automaton that may be visited in a search in a long text.
  package var automatonSteps = 1 << 22
  /// Nested backtracking points of the interpreter.
  package var depth: UInt32 = 1_000_000
  /// KiB of memory that the interpreter may take.
  package var heap: UInt32 = 20_480
  /// Bytes of the stack of compiled code.
  package var stack = 1 << 20

  package init() {}
}
