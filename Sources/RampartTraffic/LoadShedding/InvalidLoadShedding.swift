/// Settings that make no load shedding.
public struct InvalidLoadShedding: Error, Sendable, Hashable, CustomStringConvertible {
  /// Dotted and stable: `load.invalidReserve`.
  public let code: String
  /// What is wrong, one sentence.
  public let detail: String

  init(_ code: String, _ detail: String) {
    self.code = "load." + code
    self.detail = detail
  }

  public var description: String { detail }
}
