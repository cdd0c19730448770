/// A rule that matched and is to be logged.
package struct MatchedRule: Sendable {
  package struct Value: Sendable, Hashable {
    /// Such as `ARGS:q`, with the key as the client wrote it.
    package var name: [UInt8]
    /// After the rule's transformations.
    package var value: [UInt8]
  }

  package let rule: RuleDescription
  package var id: Int { rule.id }
  package var message: [UInt8]
  /// The message is the same whatever has matched.
  package var isMessageFixed: Bool
  package var logData: [UInt8]
  /// Tags that had macros in them.
  package var expandedTags: [[UInt8]]
  /// What matched, in order; the last links of a chain are last.
  package var values: [Value]
}
