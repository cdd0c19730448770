public import HTTPTypes
package import RampartCore

/// Names the backend's framework, which tells an attacker what to try. It can be removed or left, never set.
///
/// Source: CWE-200.
public enum XPoweredBy: SecurityHeader {
  public static let name = HTTPField.Name(known: "X-Powered-By")
  public static var recommended: HeaderTreatment<Self> { .remove }

  public func value(in context: ResponseContext) -> String? {
    switch self {}
  }
}

extension XPoweredBy: ConfigurableHeader {
  package static let key = "xPoweredBy"
  package static let summary = "The name of the backend's framework: `remove` it or `keep` it."
  package static var declaration: Declaration<HeaderTreatment<Self>> {
    .choice([("remove", .remove), ("keep", .ignore), ("off", .ignore)])
  }
}

extension SecurityHeaders {
  /// Removed in the recommended set.
  public var xPoweredBy: HeaderTreatment<XPoweredBy> {
    get { self[HeaderKey()] }
    set { self[HeaderKey()] = newValue }
  }
}
