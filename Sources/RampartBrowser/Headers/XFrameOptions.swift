public import HTTPTypes
import RampartCore

/// Says who may put the page into a frame, against clickjacking.
///
/// Browsers that know the policy's `frame-ancestors` follow that instead.
///
/// Source: RFC 7034; HTML, The X-Frame-Options header. CWE-1021.
public struct XFrameOptions: SecurityHeader, TokenHeader {
  let token: String

  /// Pages of the same origin.
  public static let sameOrigin = Self(token: "SAMEORIGIN")
  /// Nobody.
  public static let deny = Self(token: "DENY")

  private init(token: String) { self.token = token }

  public init() { self = .sameOrigin }

  public static let name = HTTPField.Name(known: "X-Frame-Options")
  public static var recommended: HeaderTreatment<Self> { .keepProtective(or: Self()) }

  /// Whether browsers know the value; they ignore every other one.
  public static func protects(_ value: String) -> Bool {
    ["DENY", "SAMEORIGIN"].contains(Substring(value).trimmingBlanks().uppercased())
  }

  public func value(in context: ResponseContext) -> String? { token }

  package static let key = "xFrameOptions"
  package static let summary = "Who may put the page into a frame."
  package static let option: String? = "action"
  package static let choices = [
    ("SAMEORIGIN", Self.sameOrigin), ("DENY", .deny), ("sameorigin", .sameOrigin), ("deny", .deny),
  ]
}

extension SecurityHeaders {
  /// `SAMEORIGIN` in the recommended set, where the backend sends neither that nor `DENY`.
  public var xFrameOptions: HeaderTreatment<XFrameOptions> {
    get { self[HeaderKey()] }
    set { self[HeaderKey()] = newValue }
  }
}
