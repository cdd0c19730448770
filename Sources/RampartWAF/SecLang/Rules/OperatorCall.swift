/// `@rx …` and its kin, with the argument as it stands in the file.
package struct OperatorCall: Sendable, Hashable {
  package var name: OperatorName
  /// Of `pmFromFile`: the lines of its file, without comments and empty lines, in `phrases`.
  package var argument: MacroText
  /// Of `pm` and `pmFromFile`.
  package var phrases: [String] = []
  package var isNegated: Bool

  package init(_ name: OperatorName, _ argument: MacroText, isNegated: Bool = false) {
    self.name = name
    self.argument = argument
    self.isNegated = isNegated
  }
}

/// Every operator that there is; a rule with another is refused when it is read.
package enum OperatorName: String, Sendable, CaseIterable {
  case beginsWith, contains, containsWord, detectSQLi, detectXSS, endsWith, eq, ge, gt, ipMatch, ipMatchFromFile, le, lt
  case noMatch, pm, pmFromFile, rx, rxGlobal, streq, strmatch, unconditionalMatch, validateByteRange
  case validateUrlEncoding, validateUtf8Encoding, within
}
