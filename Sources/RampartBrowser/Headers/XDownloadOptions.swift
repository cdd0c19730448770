public import HTTPTypes

/// Keeps Internet Explorer from opening a download as a page of this site.
///
/// Source: Microsoft, IE8 Security Part V: Comprehensive Protection.
public struct XDownloadOptions: SecurityHeader, TokenHeader {
  public init() {}

  public static let name = HTTPField.Name(known: "X-Download-Options")
  public static var recommended: HeaderTreatment<Self> { .replace(Self()) }
  public static func protects(_ value: String) -> Bool { value == "noopen" }

  public func value(in context: ResponseContext) -> String? { "noopen" }

  package static let key = "xDownloadOptions"
  package static let summary = "Keeps Internet Explorer from opening downloads in place."
}

extension SecurityHeaders {
  /// `noopen` in the recommended set.
  public var xDownloadOptions: HeaderTreatment<XDownloadOptions> {
    get { self[HeaderKey()] }
    set { self[HeaderKey()] = newValue }
  }
}
