public import RampartCore

/// The name under which Reporting-Endpoints lists an endpoint and a policy refers to it.
///
/// Source: RFC 9651, section 3.1.2 (a dictionary's key).
public struct EndpointName: Sendable, Hashable {
  public let text: String

  /// - Throws: where `text` is not small letters, digits, `_`, `-`, `.` and `*`, a letter or `*` first.
  public init(_ text: String) throws(InvalidOption) {
    guard StructuredField.isKey(text) else {
      throw InvalidOption(
        "header.invalidEndpointName", "`\(text)` is not an endpoint's name",
        hint: "use small letters, digits, `-`, `_` and `.`, a letter first")
    }
    self.text = text
  }

  package static var declaration: Declaration<EndpointName> {
    Declaration<String>.text.checked(EndpointName.init(_:), back: { $0.text })
  }
}
