public import HTTPTypes

/// One response header that tells a browser how to protect the user.
public protocol SecurityHeader: Sendable, Equatable {
  static var name: HTTPField.Name { get }
  /// What `SecurityHeaders()` does about this header: nothing that breaks an application which was not written for it.
  static var recommended: HeaderTreatment<Self> { get }
  /// What `SecurityHeaders.strict` does about it, for an application that was written for it.
  static var strict: HeaderTreatment<Self> { get }
  /// Whether several fields of this name mean the same as one with the values joined by commas (RFC 9110,
  /// section 5.3). For the others the first field counts.
  static var isList: Bool { get }

  /// Whether an answer may carry this header at all, whoever sets it.
  static func isAllowed(in context: ResponseContext) -> Bool
  /// Whether a backend's own value is one that browsers know and that protects: it may then stand in place of ours.
  static func protects(_ value: String) -> Bool

  /// The field's value, or nil where there is nothing to say on this answer.
  func value(in context: ResponseContext) -> String?
}

extension SecurityHeader {
  public static var strict: HeaderTreatment<Self> { recommended }
  public static var isList: Bool { false }
  public static func isAllowed(in context: ResponseContext) -> Bool { true }
  public static func protects(_ value: String) -> Bool { true }
}
