import RampartCore

/// A policy that cannot be, or that would not do what it says.
public struct InvalidPolicy: Error, Sendable, Hashable, CustomStringConvertible {
  /// Dotted and stable: `cors.credentialsForAnyOrigin`.
  public let code: String
  public let detail: String
  public let hint: String?

  init(_ code: String, _ detail: String, hint: String? = nil) {
    self.code = code
    self.detail = detail
    self.hint = hint
  }

  public var description: String {
    detail + (hint.map { ", \($0)" } ?? "")
  }

  var problem: ConfigurationProblem {
    ConfigurationProblem("impossibleValue", detail, hint: hint)
  }
}

extension Declaration {
  /// The same document form, for a type that checks its own values.
  func checkedPolicy<Checked: Sendable>(
    _ make: @escaping @Sendable (Value) throws(InvalidPolicy) -> Checked,
    back: @escaping @Sendable (Checked) -> Value? = { _ in nil }
  ) -> Declaration<Checked> {
    map(
      { value throws(ConfigurationProblem) in
        do throws(InvalidPolicy) {
          return try make(value)
        } catch {
          throw error.problem
        }
      },
      back: back
    )
  }
}
