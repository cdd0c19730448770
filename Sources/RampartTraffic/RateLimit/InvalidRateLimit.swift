package import RampartCore

/// Settings that make no limit.
public struct InvalidRateLimit: Error, Sendable, Hashable, CustomStringConvertible {
  /// Dotted and stable: `rateLimit.invalidBurst`.
  public let code: String
  /// What is wrong, one sentence.
  public let detail: String

  init(_ code: String, _ detail: String) {
    self.code = "rateLimit." + code
    self.detail = detail
  }

  public var description: String { detail }

  package var problem: ConfigurationProblem {
    ConfigurationProblem("impossibleValue", detail)
  }
}
