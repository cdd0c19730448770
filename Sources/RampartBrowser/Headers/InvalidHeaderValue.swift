import RampartCore

/// A value that a header cannot carry, or that would not do what it says.
public struct InvalidHeaderValue: Error, Sendable, Hashable, CustomStringConvertible {
  /// Dotted and stable: `header.invalidSource`.
  public let code: String
  public let detail: String
  public let hint: String?

  init(_ code: String, _ detail: String, hint: String? = nil) {
    self.code = "header." + code
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
  func checked<Checked: Sendable>(
    _ make: @escaping @Sendable (Value) throws(InvalidHeaderValue) -> Checked,
    back: @escaping @Sendable (Checked) -> Value? = { _ in nil }
  ) -> Declaration<Checked> {
    map(
      { value throws(ConfigurationProblem) in
        do throws(InvalidHeaderValue) {
          return try make(value)
        } catch {
          throw error.problem
        }
      },
      back: back
    )
  }

  /// A list, or one element without the brackets.
  static func oneOrMore<Element: Sendable>(
    _ expectation: String,
    of element: Declaration<Element>,
    atLeast minimum: Int = 0
  ) -> Declaration<[Element]> {
    .forms(
      expectation,
      scalar: element.map({ [$0] }, back: { $0.count == 1 ? $0[0] : nil }),
      sequence: Declaration<Element>.list(of: element, atLeast: minimum)
    )
  }
}
