/// Settings that cannot be, or that would not do what they say.
public struct InvalidOption: Error, Sendable, Hashable, CustomStringConvertible {
  /// Dotted and stable, the control first: `cors.credentialsForAnyOrigin`.
  public let code: String
  /// What is wrong, one sentence.
  public let detail: String
  /// What was probably meant.
  public let hint: String?

  package init(_ code: String, _ detail: String, hint: String? = nil) {
    self.code = code
    self.detail = detail
    self.hint = hint
  }

  public var description: String {
    detail + (hint.map { ", \($0)" } ?? "")
  }

  package func problem(at position: SourcePosition? = nil) -> ConfigurationProblem {
    ConfigurationProblem("impossibleValue", detail, hint: hint, at: position)
  }
}

extension Declaration {
  /// The same document form, for a type that checks its own values.
  package func checked<Checked: Sendable>(
    _ make: @escaping @Sendable (Value) throws(InvalidOption) -> Checked,
    back: @escaping @Sendable (Checked) -> Value? = { _ in nil }
  ) -> Declaration<Checked> {
    map(
      { value throws(ConfigurationProblem) in
        do throws(InvalidOption) {
          return try make(value)
        } catch {
          throw error.problem()
        }
      },
      back: back
    )
  }
}
