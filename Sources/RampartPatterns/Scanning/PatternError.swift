/// Why patterns cannot be used at all.
package struct PatternError: Error, Sendable, Hashable, CustomStringConvertible {
  package var code: String
  package var detail: String

  package var description: String { "\(code): \(detail)" }

  static func compilation(_ detail: String) -> PatternError {
    PatternError(code: "patterns.compilation", detail: detail)
  }

  static func library(_ call: String, _ status: Int32) -> PatternError {
    PatternError(code: "patterns.library", detail: "`\(call)` failed with \(status)")
  }
}
