public import HTTPTypes

/// Keeps browsers from guessing a type other than Content-Type: an uploaded text does not become a script.
///
/// Source: Fetch, X-Content-Type-Options header. CWE-693.
public struct XContentTypeOptions: SecurityHeader, TokenHeader {
  public init() {}

  public static let name = HTTPField.Name.xContentTypeOptions
  public static var recommended: HeaderTreatment<Self> { .replace(Self()) }
  public static func protects(_ value: String) -> Bool { value == "nosniff" }

  public func value(in context: ResponseContext) -> String? { "nosniff" }

  package static let key = "xContentTypeOptions"
  package static let summary = "Keeps browsers from guessing the content type."
}

extension SecurityHeaders {
  /// `nosniff` in the recommended set.
  public var xContentTypeOptions: HeaderTreatment<XContentTypeOptions> {
    get { self[HeaderKey()] }
    set { self[HeaderKey()] = newValue }
  }
}
