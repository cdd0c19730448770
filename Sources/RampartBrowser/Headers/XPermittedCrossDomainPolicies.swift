public import HTTPTypes
import RampartCore

/// Says which cross-domain policy files Adobe's readers may take from this server.
///
/// Source: Adobe, Cross-domain policy file specification 2.0, section 2.
public struct XPermittedCrossDomainPolicies: SecurityHeader, TokenHeader {
  let token: String

  /// No policy file.
  public static let nothing = Self(token: "none")
  /// Only `/crossdomain.xml`.
  public static let masterOnly = Self(token: "master-only")
  /// Only files served as `text/x-cross-domain-policy`.
  public static let byContentType = Self(token: "by-content-type")
  /// Every policy file.
  public static let all = Self(token: "all")

  private init(token: String) { self.token = token }

  public init() { self = .nothing }

  public static let name = HTTPField.Name(known: "X-Permitted-Cross-Domain-Policies")
  public static var recommended: HeaderTreatment<Self> { .keepProtective(or: Self()) }

  public static func protects(_ value: String) -> Bool {
    [nothing, masterOnly, byContentType].contains { $0.token == Substring(value).trimmingBlanks() }
  }

  public func value(in context: ResponseContext) -> String? { token }

  package static let key = "xPermittedCrossDomainPolicies"
  package static let summary = "Which cross-domain policy files Adobe's readers may use."
  package static let option: String? = "permittedPolicies"
  package static let choices = [
    Self.nothing, .masterOnly, .byContentType, .all,
  ].map { ($0.token, $0) }
}

extension SecurityHeaders {
  /// `none` in the recommended set.
  public var xPermittedCrossDomainPolicies: HeaderTreatment<XPermittedCrossDomainPolicies> {
    get { self[HeaderKey()] }
    set { self[HeaderKey()] = newValue }
  }
}
