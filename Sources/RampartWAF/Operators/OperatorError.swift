/// An argument that an operator cannot do with.
package struct OperatorError: Error, Sendable, Hashable, CustomStringConvertible {
  package var code: String
  package var detail: String

  package var description: String { detail }

  init(_ name: OperatorName, _ detail: String) {
    code = "waf.operator.\(name.rawValue)"
    self.detail = detail
  }
}
