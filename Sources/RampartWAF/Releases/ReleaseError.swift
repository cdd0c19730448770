/// Why a release of a rule set was not taken.
package struct ReleaseError: Error, Sendable, Hashable, CustomStringConvertible {
  package var description: String

  package init(_ description: String) {
    self.description = description
  }
}
