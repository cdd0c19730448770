public import HTTPTypes

/// Switches off the script filters of old browsers, which opened holes of their own; there is no better value.
///
/// Source: OWASP, HTTP Headers Cheat Sheet, X-XSS-Protection.
public struct XXSSProtection: SecurityHeader, TokenHeader {
  public init() {}

  public static let name = HTTPField.Name(known: "X-XSS-Protection")
  public static var recommended: HeaderTreatment<Self> { .replace(Self()) }
  public static func protects(_ value: String) -> Bool { value == "0" }

  public func value(in context: ResponseContext) -> String? { "0" }

  package static let key = "xXssProtection"
  package static let summary = "Switches off the faulty script filters of old browsers."
}

extension SecurityHeaders {
  /// `0` in the recommended set.
  public var xXSSProtection: HeaderTreatment<XXSSProtection> {
    get { self[HeaderKey()] }
    set { self[HeaderKey()] = newValue }
  }
}
