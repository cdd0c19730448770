/// How an expression is to be read; the same for both engines.
package struct PatternOptions: OptionSet, Sendable, Hashable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  package static let caseless = PatternOptions(rawValue: 1)
  /// `.` matches a line feed too.
  package static let dotAll = PatternOptions(rawValue: 2)
  /// `^` and `$` match at line feeds too.
  package static let multiline = PatternOptions(rawValue: 4)
}
