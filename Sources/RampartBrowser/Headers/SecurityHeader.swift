public import HTTPTypes

/// One response header that tells a browser how to protect the user.
///
/// `.init()`, where a header has one, is its recommended value.
public protocol SecurityHeader: Sendable, Equatable {
  static var name: HTTPField.Name { get }
  /// What `SecurityHeaders()` does about this header.
  static var recommended: HeaderTreatment<Self> { get }
  /// Whether several fields of this name mean the same as one with the values joined by commas (RFC 9110,
  /// section 5.3). For the others the first field counts.
  static var isList: Bool { get }

  /// The field's value, or nil where the header must not be on this answer.
  func value(in context: ResponseContext) -> String?
}

extension SecurityHeader {
  public static var isList: Bool { false }
}
